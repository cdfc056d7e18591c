import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { KEY_KINDS, publicJwkOf } from './crypto.ts'
import { environmentVault } from './environment-vault.ts'
import { openFileVault } from './file-vault.ts'
import { publishedAs } from './signing-key.ts'
import type { HeldKey, KeyVault } from './vault.ts'

const now = new Date('2026-05-01T00:00:00Z')
const data = Buffer.from('what is signed')
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keys-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('a vault in a folder', () => {
  test.each(KEY_KINDS)('signs with a key of the kind %s, also after it was opened again', async (kind) => {
    const key = await (await openFileVault(folder)).make('meridian', kind, now)
    const again = await openFileVault(folder)
    expect(await again.list('meridian')).toEqual([key])
    expect(await isRight(again, 'meridian', key)).toBe(true)
  })

  test('makes the secret of the folder once, also when two processes open it at the same time', async () => {
    const [one, other] = await Promise.all([openFileVault(folder), openFileVault(folder)])
    const key = await one.make('meridian', 'ed25519', now)
    expect(await isRight(other, 'meridian', key)).toBe(true)
  })

  test('keeps private halves locked, readable by the owner only', async () => {
    await (await openFileVault(folder)).make('meridian', 'p256', now)
    for (const file of await readdir(folder)) {
      expect((await stat(join(folder, file))).mode & 0o077).toBe(0)
      expect(await readFile(join(folder, file), 'utf8')).not.toContain('"d"')
    }
  })

  test('can’t be opened with another secret, and says so', async () => {
    const key = await (await openFileVault(folder, 'a'.repeat(40))).make('meridian', 'ed25519', now)
    const other = await openFileVault(folder, 'b'.repeat(40))
    await expect(other.sign('meridian', key.name, data)).rejects.toThrow(/master secret/)
  })

  test('forgets a private half for ever, and keeps the others', async () => {
    const vault = await openFileVault(folder)
    const gone = await vault.make('meridian', 'ed25519', now)
    const kept = await vault.make('meridian', 'p256', now)
    await vault.sign('meridian', gone.name, data)
    await vault.destroy('meridian', gone.name)
    await vault.destroy('meridian', gone.name)
    await expect(vault.sign('meridian', gone.name, data)).rejects.toThrow(/no key/)
    expect(await isRight(vault, 'meridian', kept)).toBe(true)
  })

  test('never leaves its folder, whatever a provider is called, and mixes no two providers up', async () => {
    const vault = await openFileVault(folder)
    await expect(vault.make('../elsewhere', 'ed25519', now)).rejects.toThrow(/short name/)
    await vault.make('one', 'ed25519', now)
    expect(await vault.list('on')).toEqual([])
    expect(await vault.list('one-more')).toEqual([])
  })

  test('says which file is damaged', async () => {
    const vault = await openFileVault(folder)
    await writeFile(join(folder, 'meridian.abc.json'), '{"keys":[]}')
    await expect(vault.list('meridian')).rejects.toThrow(/meridian\.abc\.json is damaged/)
  })
})

test('an Ed25519 key reads the same to another library', async () => {
  const vault = await openFileVault(folder)
  const { name, publicJwk } = await vault.make('meridian', 'ed25519', now)
  const { id, controller } = publishedAs(publicJwk, 'meridian', 'http://127.0.0.1:3000')
  const key = await Ed25519Multikey.from({ type: 'Multikey', id, controller, publicKeyMultibase: name })
  const verifier = (key as unknown as { verifier(): { verify(input: object): Promise<boolean> } }).verifier()
  expect(await verifier.verify({ data, signature: await vault.sign('meridian', name, data) })).toBe(true)
})

describe('a vault of keys that come by a setting', () => {
  const rest = {} as KeyVault

  test('signs with what was given, and makes and destroys nothing', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    const vault = environmentVault(JSON.stringify({ meridian: [privateKey.export({ format: 'jwk' })] }), rest)
    const [key] = await vault.list('meridian')
    expect(key).toMatchObject({ kind: 'p256', publicJwk: publicJwkOf(privateKey) })
    expect(await isRight(vault, 'meridian', key!)).toBe(true)
    await expect(vault.make('meridian', 'ed25519', now)).rejects.toThrow(/CANDOUR_ISSUER_KEYS/)
    await vault.destroy('meridian', key!.name)
    expect(await vault.list('meridian')).toHaveLength(1)
  })

  test('leaves other providers to the folder', async () => {
    const vault = environmentVault('{}', await openFileVault(folder))
    const key = await vault.make('meridian', 'ed25519', now)
    expect(await isRight(vault, 'meridian', key)).toBe(true)
  })

  test.each([
    ['nonsense', /must be a JSON object/],
    ['{"meridian":"secret"}', /must have a list/],
    [
      '{"meridian":[{"kty":"OKP","crv":"Ed25519","x":"AA","d":"hush"}]}',
      /key 1 of "meridian" is no private JWK/,
    ],
  ])('says what is wrong with %s without showing a secret', (setting, says) => {
    expect(() => environmentVault(setting, rest)).toThrow(says)
    expect(() => environmentVault(setting, rest)).not.toThrow(/hush/)
  })
})

async function isRight(
  vault: KeyVault,
  provider: string,
  { name, kind, publicJwk }: HeldKey,
): Promise<boolean> {
  const signature = await vault.sign(provider, name, data)
  const key = createPublicKey({ key: publicJwk, format: 'jwk' })
  if (kind === 'ed25519') return verify(null, data, key, signature)
  return verify('sha256', data, kind === 'p256' ? { key, dsaEncoding: 'ieee-p1363' } : key, signature)
}
