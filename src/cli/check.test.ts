import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectFolder } from '../platform/project.ts'
import { check } from './check.ts'

let bad = ''
beforeAll(async () => {
  bad = await mkdtemp(join(tmpdir(), 'candour-cli-check-'))
  await mkdir(join(bad, 'house'))
  await writeFile(join(bad, 'house', 'provider.yaml'), 'name: "House \u001b[31m"\ncuontry: NZ\n')
})
afterAll(() => rm(bad, { recursive: true, force: true }))

async function run(...argv: string[]) {
  let stdout = ''
  let stderr = ''
  const io = {
    stdout: (text: string) => void (stdout += text),
    stderr: (text: string) => void (stderr += text),
  }
  return { code: await check(argv, io), stdout, stderr }
}

test('the demo catalogue: nothing on stdout, exit code 0', async () => {
  const { code, stdout, stderr } = await run(join(projectFolder, 'content'))
  expect([code, stdout]).toEqual([0, ''])
  expect(stderr).toMatch(/^no problems in \d+ files\n$/)
})

test('problems are lines of file:line:column, the folder as it was given, exit code 1', async () => {
  const { code, stdout } = await run(`${bad}/`)
  expect(code).toBe(1)
  expect(stdout).toContain(
    `${bad}/house/provider.yaml:2:1 The key "cuontry" is not known here. Did you mean "country"?\n`,
  )
  expect(stdout).not.toContain('\u001b')
})

test('--json prints JSON and nothing else', async () => {
  const { code, stdout } = await run(bad, '--json')
  expect(code).toBe(1)
  const { files, problems } = JSON.parse(stdout)
  expect(files).toBe(1)
  expect(problems[0]).toEqual(
    expect.objectContaining({
      file: 'house/provider.yaml',
      line: 1,
      column: expect.any(Number),
      mend: expect.any(String),
    }),
  )
})

test('a folder that is not there is 2, wrong usage is 64', async () => {
  expect((await run(join(bad, 'nowhere'))).code).toBe(2)
  expect((await run(join(bad, 'house', 'provider.yaml'))).code).toBe(2)
  expect((await run()).code).toBe(64)
  expect((await run(bad, '--jsn')).code).toBe(64)
})
