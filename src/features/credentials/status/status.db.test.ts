import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { downloaded, earner, verifiedByStranger } from '../../../../tests/support/credentials.ts'
import { openTestSite, type TestSite } from '../../../../tests/support/site.ts'
import { publishWeaving, type World } from '../../../../tests/worlds.ts'
import { givePlaces } from '../keys/sign-again.ts'
import { decodeStatusList, statusAt } from '../verify/status-list.ts'

let site: TestSite
let world: World
let listPath: string
beforeAll(async () => {
  site = await openTestSite()
  world = await publishWeaving(site.deps, { required: ['quiz'] })
  const { credentialId } = await earner(site, world, { email: 'first@example.org' })
  listPath = new URL(entriesOf(await downloaded(site.visitor(), credentialId))[0]!.statusListCredential)
    .pathname
})
afterAll(() => site.close())

describe('a status list', () => {
  test('is a credential of the issuer, dated, and valid by itself', async () => {
    const list = (await (await site.visitor().get(listPath)).json()) as Record<string, unknown>
    expect(list).toMatchObject({
      type: ['VerifiableCredential', 'BitstringStatusListCredential'],
      validFrom: '2026-11-24T09:00:00Z',
      validUntil: '2026-11-25T09:00:00Z',
      credentialSubject: { type: 'BitstringStatusList', statusPurpose: 'revocation', ttl: 300_000 },
    })
    expect((await verifiedByStranger(site, list)).verdict).toBe('valid')
  })

  test('is served as it is kept until something in it changes or half a day has passed', async () => {
    const first = await site.visitor().get(listPath)
    const etag = first.headers.get('etag')!
    expect((await site.visitor().get(listPath, { 'if-none-match': etag })).status).toBe(304)
    site.countQueries()
    await site.visitor().get(listPath)
    expect(site.countQueries()).toBe(1)
    await earner(site, world, { email: 'more@example.org' })
    expect((await site.visitor().get(listPath)).headers.get('etag')).toBe(etag)
    site.clock.advance(13 * 3_600_000)
    const later = await site.visitor().get(listPath)
    expect(later.headers.get('etag')).not.toBe(etag)
    expect(await later.json()).toMatchObject({ validFrom: '2026-11-24T22:00:00Z' })
  })

  test('hides how many were revoked behind decoys, on places that nobody ever gets', async () => {
    const list = (await (await site.visitor().get(listPath)).json()) as {
      credentialSubject: { encodedList: string }
    }
    const bits = decodeStatusList(list.credentialSubject.encodedList)!
    const entries = await site.deps.db.selectFrom('status_entries').selectAll().execute()
    const isSet = ({ position }: { position: number }) => statusAt(bits, position) === 1
    const given = entries.filter(({ credential_id }) => credential_id !== null)
    const decoys = entries.filter(({ decoy_from }) => decoy_from !== null)
    expect(given.some(isSet)).toBe(false)
    expect(decoys.filter(isSet).length).toBeGreaterThan(600)
    expect(decoys.filter(isSet).length).toBeLessThan(decoys.length)
    const decoy = decoys[0]!
    await expect(
      site.deps.db
        .insertInto('status_entries')
        .values({ list_id: decoy.list_id, position: decoy.position, credential_id: given[0]!.credential_id })
        .execute(),
    ).rejects.toThrow(/duplicate key/)
  })

  test('that nobody has is not found, nor one for another purpose', async () => {
    const other = listPath.replace('revocation', 'message')
    for (const path of [
      other,
      '/status-lists/019aaaaa-aaaa-7aaa-8aaa-aaaaaaaaaaaa/revocation',
      '/status-lists/x/revocation',
    ])
      expect((await site.visitor().get(path)).status, path).toBe(404)
  })
})

test('every credential names a place of its own, drawn by chance, in both lists, and where to get a newer copy', async () => {
  const places: number[] = []
  for (const email of ['a@example.org', 'b@example.org', 'c@example.org']) {
    const { credentialId } = await earner(site, world, { email })
    const document = await downloaded(site.visitor(), credentialId)
    const entries = entriesOf(document)
    expect(entries.map(({ statusPurpose }) => statusPurpose)).toEqual(['revocation', 'suspension'])
    expect(entries[0]!.statusListIndex).toBe(entries[1]!.statusListIndex)
    places.push(Number(entries[0]!.statusListIndex))
    const { pathname } = new URL((document.refreshService as { id: string }).id)
    expect(await (await site.visitor().get(pathname)).json()).toEqual(document)
  }
  expect(new Set(places).size).toBe(3)
  expect(places).not.toEqual(places.toSorted((a, b) => a - b).map((_, index) => places[0]! + index))
})

test('a credential from before there were lists gets its place in them, with its first date', async () => {
  const { credentialId } = await earner(site, world, { email: 'before@example.org' })
  const { credentialStatus: _, ...before } = await downloaded(site.visitor(), credentialId)
  await site.deps.db
    .updateTable('credential_documents')
    .set({ document: JSON.stringify(before) })
    .where('credential_id', '=', credentialId)
    .execute()
  await givePlaces(site.deps)
  const after = await downloaded(site.visitor(), credentialId)
  expect(entriesOf(after)).toHaveLength(2)
  expect(after.validFrom).toBe(before.validFrom)
  expect((await verifiedByStranger(site, after)).verdict).toBe('valid')
})

function entriesOf(document: Record<string, unknown>) {
  return document.credentialStatus as {
    statusPurpose: string
    statusListIndex: string
    statusListCredential: string
  }[]
}
