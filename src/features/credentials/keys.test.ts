import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openKeyStore, selectOptionalDidDocument, selectSigningKey } from './keys.ts'

const now = new Date('2026-05-01T00:00:00Z')
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keys-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('an issuer’s keys', () => {
  it('are made once and stay, also when two processes start at the same time', async () => {
    const stores = await Promise.all([openKeyStore(folder), openKeyStore(folder)])
    const keys = await Promise.all(stores.map((store) => selectSigningKey(store, 'meridian', SITE, now)))
    expect(keys[0]).toEqual(keys[1])
    expect(await selectSigningKey(await openKeyStore(folder), 'meridian', SITE, now)).toEqual(keys[0])
    expect((await readdir(folder)).toSorted()).toEqual(['master.secret', 'meridian.json'])
  })

  it('differ between providers', async () => {
    const store = await openKeyStore(folder)
    const one = await selectSigningKey(store, 'one', SITE, now)
    const other = await selectSigningKey(store, 'other', SITE, now)
    expect(one.controller).not.toBe(other.controller)
  })

  it('lie on the disk locked, readable by the owner only', async () => {
    const key = await selectSigningKey(await openKeyStore(folder), 'meridian', SITE, now)
    for (const file of await readdir(folder)) {
      expect((await stat(join(folder, file))).mode & 0o077).toBe(0)
      expect(await readFile(join(folder, file), 'utf8')).not.toContain(key.secretKeyMultibase)
    }
  })

  it('can’t be opened with another secret, and say so', async () => {
    await selectSigningKey(await openKeyStore(folder, 'a'.repeat(40)), 'meridian', SITE, now)
    const other = await openKeyStore(folder, 'b'.repeat(40))
    await expect(selectSigningKey(other, 'meridian', SITE, now)).rejects.toThrow(/master secret/)
  })

  it('are named by did:key on a site without https, and by did:web with a document on one with it', async () => {
    const store = await openKeyStore(folder)
    const local = await selectSigningKey(store, 'meridian', SITE, now)
    expect(local.controller).toBe(`did:key:${local.publicKeyMultibase}`)
    expect(await selectOptionalDidDocument(store, 'meridian', SITE, now)).toBeUndefined()

    const served = await selectSigningKey(store, 'meridian', 'https://candour.example:8443', now)
    expect(served.controller).toBe('did:web:candour.example%3A8443:providers:meridian')
    const document = await selectOptionalDidDocument(store, 'meridian', 'https://candour.example:8443', now)
    expect(document).toMatchObject({ id: served.controller, assertionMethod: [served.id] })
  })

  it('refuse to sign after their end, and before their start', async () => {
    const store = await openKeyStore(folder)
    await selectSigningKey(store, 'meridian', SITE, now)
    await expect(selectSigningKey(store, 'meridian', SITE, new Date('2026-04-30'))).rejects.toThrow(
      /in force/,
    )
    const path = join(folder, 'meridian.json')
    const file = JSON.parse(await readFile(path, 'utf8'))
    file.keys[0].until = '2026-06-01T00:00:00Z'
    await writeFile(path, JSON.stringify(file))
    await expect(selectSigningKey(store, 'meridian', SITE, new Date('2026-06-01'))).rejects.toThrow(
      /in force/,
    )
  })

  it('never leave their folder, whatever a provider is called', async () => {
    const store = await openKeyStore(folder)
    await expect(selectSigningKey(store, '../elsewhere', SITE, now)).rejects.toThrow(/short name/)
  })

  it('say which file is damaged', async () => {
    const store = await openKeyStore(folder)
    await writeFile(join(folder, 'meridian.json'), '{"keys":[]}')
    await expect(selectSigningKey(store, 'meridian', SITE, now)).rejects.toThrow(/meridian\.json is damaged/)
  })
})

const SITE = 'http://127.0.0.1:3000'
