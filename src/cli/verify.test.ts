import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildCredentialDocument } from '../features/credentials/credential-document.ts'
import { exampleCredentialInput, exampleSigningKey } from '../features/credentials/example-credential.ts'
import { signCredential } from '../features/credentials/sign.ts'
import { verify } from './verify.ts'

let folder: string
let valid: string
let content: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'verify-'))
  const key = await exampleSigningKey()
  const input = exampleCredentialInput(key.controller)
  content = JSON.stringify(await signCredential(buildCredentialDocument(input), key, input.issuedAt))
  valid = join(folder, 'valid.json')
  await writeFile(valid, content)
  await writeFile(join(folder, 'altered.json'), content.replace('Data Analysis', 'Brain Surgery'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('candour verify', () => {
  it('ends with 0 for a valid credential, says so, and says first that it is a demonstration', async () => {
    const { code, stdout, stderr } = await run([valid, '--offline'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^DEMONSTRATION.*\nValid\n/)
  })

  it('ends with 1 for one that is not valid, and with 2 for what it can’t tell', async () => {
    expect((await run([join(folder, 'altered.json')])).code).toBe(1)
    expect((await run([join(folder, 'not-there.json')])).code).toBe(2)
    expect((await run([valid, '--trust', 'did:web:other.example'])).code).toBe(2)
  })

  it('ends with 64 and the usage on stderr for a wrong call', async () => {
    for (const argv of [
      [],
      ['--nonsense', valid],
      [valid, valid],
      [valid, '--trust'],
      [valid, '--allow-origin', 'x'],
    ]) {
      const { code, stdout, stderr } = await run(argv)
      expect({ code, stdout }).toEqual({ code: 64, stdout: '' })
      expect(stderr).toContain('Usage: candour verify')
    }
    expect((await run([valid, '--did-document', valid.replace('valid', 'none')])).code).toBe(64)
  })

  it('with --json writes JSON and nothing else', async () => {
    const { stdout } = await run([valid, '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'valid', summary: { isAsSigned: true } })
  })

  it('reads standard input', async () => {
    expect((await run(['-'], { stdin: async () => Buffer.from(content) })).code).toBe(0)
  })

  it('loads an address, from our own network only where that origin is allowed, and says so', async () => {
    const network = {
      resolve: async () => ['127.0.0.1'],
      request: async () => ({ status: 200, contentType: '', body: Buffer.from(content), isCutOff: false }),
    }
    const url = 'http://127.0.0.1:3000/credentials/issued/1'
    expect((await run([url], { network })).code).toBe(2)
    expect((await run([url, '--offline'], { network })).code).toBe(2)
    const { code, stdout } = await run([url, '--allow-origin', 'http://127.0.0.1:3000'], { network })
    expect(code).toBe(0)
    expect(stdout).toContain('allowed by --allow-origin')
  })
})

async function run(argv: string[], io: Partial<Parameters<typeof verify>[1]> = {}) {
  let stdout = ''
  let stderr = ''
  const code = await verify(argv, {
    stdout: (text) => {
      stdout += text
    },
    stderr: (text) => {
      stderr += text
    },
    now: () => new Date('2026-06-01T00:00:00Z'),
    ...io,
  })
  return { code, stdout, stderr }
}
