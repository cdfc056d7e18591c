import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifiedByStranger } from '../../../tests/support/credentials.ts'
import { openTestSite, type TestSite } from '../../../tests/support/site.ts'
import { enrolFree, publishWeaving, signedIn, type World } from '../../../tests/worlds.ts'
import { newId } from '../../platform/random.ts'
import { recordMark } from '../learn/api.ts'
import { issueCredential } from './api.ts'
import { buildCredentialDocument } from './credential-document.ts'
import { exampleCredentialInput, exampleSigningKey } from './example-credential.ts'
import { type SignedCredential, signCredential } from './sign.ts'

let site: TestSite
let world: World
beforeAll(async () => {
  site = await openTestSite()
  world = await publishWeaving(site.deps, { required: ['quiz', 'project'] })
})
afterAll(() => site.close())

describe('earning a credential', () => {
  test('the mark that completes it issues it in the same transaction, with who marked what inside', async () => {
    const ada = await earner('ada@example.org')
    const document = await downloaded(ada.credentialId)
    expect((await verifiedByStranger(site, document)).verdict).toBe('valid')
    expect(document.evidence).toMatchObject([
      { name: 'Warp and weft', assessor: [{ assessorKind: 'computer' }] },
      {
        name: 'A first cloth',
        assessor: [
          { assessorKind: 'peer', assessorCount: 2 },
          { assessorKind: 'educator', assessorCount: 1 },
        ],
      },
    ])
    expect(document.credentialSubject).toMatchObject({
      earningRecord: {
        marksByComputerShare: '0.5',
        marksByPeersShare: '0.25',
        marksByEducatorsShare: '0.25',
      },
    })
    const actions = await site.deps.db
      .selectFrom('audit_entries')
      .select('action')
      .where('subject_id', '=', ada.credentialId)
      .execute()
    expect(actions).toEqual([{ action: 'credentials.issued' }])
  })

  test('the figures release in force on that day is named inside, and one that comes later is not', async () => {
    const release = newId(site.clock.now(), site.deps.random)
    const later = newId(site.clock.now(), site.deps.random)
    for (const [id, as_of] of [
      [release, '2026-11-01T00:00:00Z'],
      [later, '2026-12-01T00:00:00Z'],
    ] as const) {
      await site.deps.db
        .insertInto('figures_releases')
        .values({ id, as_of: new Date(as_of), computed_at: site.clock.now(), code_version: 'test' })
        .execute()
    }
    const { credentialId } = await earner('release@example.org')
    expect((await downloaded(credentialId)).credentialSubject).toMatchObject({
      earningRecord: {
        figuresRelease: `http://127.0.0.1:3000/figures/${release}`,
        figuresReleaseDate: '2026-11-01',
      },
    })
  })

  test('it is issued once, however often and by however many at once it is asked for', async () => {
    const { enrolmentId, credentialId } = await earner('once@example.org')
    const again = await Promise.all(
      [1, 2, 3].map(() =>
        site.deps.db.transaction().execute((tx) => issueCredential(tx, site.deps, { enrolmentId })),
      ),
    )
    expect(again).toEqual([{ credentialId }, { credentialId }, { credentialId }])
  })

  test('whoever has not confirmed the address waits for it, and sees so', async () => {
    const late = await signedIn(site, { email: 'late@example.org', confirmed: false })
    await complete(await enrolFree(late.visitor))
    const before = await (await late.visitor.get('/my-credentials')).text()
    expect(before).toContain('Earned, waiting for your address')
    await site.deps.db
      .updateTable('accounts')
      .set({ email_confirmed_at: site.clock.now() })
      .where('person_key', '=', late.personKey)
      .execute()
    await site.deps.pool.query(`select graphile_worker.add_job('learn.issue-waiting', $1::json)`, [
      JSON.stringify({ personKey: late.personKey }),
    ])
    await site.runJobs()
    const after = await (await late.visitor.get('/my-credentials')).text()
    expect(after).toMatch(/href="\/issued\/[0-9a-f-]{36}"/)
    expect(after).not.toContain('waiting for your address')
  })
})

describe('the page of a credential', () => {
  test('tells an employer without an account that it is valid, and how it was earned', async () => {
    const { credentialId } = await earner('page@example.org', 'Grace Page')
    const page = await (await site.visitor().get(`/issued/${credentialId}`)).text()
    expect(page).toContain('<h2>Valid</h2>')
    expect(page).toContain('Not altered. The signature matches every word of it.')
    expect(page).toContain('Not withdrawn')
    expect(page).toContain('peers 25')
    expect(page).not.toContain('Grace Page')
    expect(page).not.toContain('page@example.org')
    const arabic = await (await site.visitor({ language: 'ar' }).get(`/issued/${credentialId}`)).text()
    expect(arabic).toContain('<h2>صالحة</h2>')
  })

  test('of a demo provider says so before anything else, and so does the credential itself', async () => {
    const setDemonstration = (demonstration: boolean) =>
      site.deps.db
        .updateTable('providers')
        .set({ demonstration })
        .where('id', '=', world.providerId)
        .execute()
    await setDemonstration(true)
    try {
      const { credentialId } = await earner('demo@example.org')
      const page = await (await site.visitor().get(`/issued/${credentialId}`)).text()
      const said = page.indexOf('nobody may rely on it')
      expect(said).toBeGreaterThan(0)
      expect(said).toBeLessThan(page.indexOf('<h1'))
      const document = await downloaded(credentialId)
      expect(document).toMatchObject({ name: 'Demonstration: Weaving Basics', demonstration: true })
    } finally {
      await setDemonstration(false)
    }
  })

  test('gives programs the document itself, to read from anywhere', async () => {
    const { credentialId } = await earner('json@example.org')
    const response = await site.visitor().get(`/issued/${credentialId}`, { accept: 'application/vc+ld+json' })
    expect(response.headers.get('content-type')).toBe('application/vc+ld+json')
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(await response.json()).toMatchObject({ type: ['VerifiableCredential', 'OpenBadgeCredential'] })
  })

  test('compares an address that somebody types, and forgets it', async () => {
    const { credentialId } = await earner('right@example.org')
    const visitor = site.visitor()
    const path = `/issued/${credentialId}/recipient`
    expect(await (await visitor.post(path, { email: 'Right@Example.org' })).text()).toContain(
      'Yes: it was issued to',
    )
    expect(await (await visitor.post(path, { email: 'wrong@example.net' })).text()).toContain(
      'No: it was not issued',
    )
    expect((await visitor.post(path, { email: 'nonsense' })).status).toBe(422)
    expect(await tablesWith('wrong@example.net')).toEqual([])
  })

  test('is there for others only while its holder shows it', async () => {
    const { visitor, credentialId } = await earner('hide@example.org')
    await visitor.post(`/issued/${credentialId}/visibility`, {})
    for (const path of ['', '/credential.json']) {
      expect((await site.visitor().get(`/issued/${credentialId}${path}`)).status).toBe(404)
      expect((await visitor.get(`/issued/${credentialId}${path}`)).status).toBe(200)
    }
    expect(await (await visitor.get('/my-credentials')).text()).toContain('hidden')
    await visitor.post(`/issued/${credentialId}/visibility`, { shown: 'yes' })
    expect((await site.visitor().get(`/issued/${credentialId}`)).status).toBe(200)
  })

  test('carries the name once its holder chose so, signed again with the same date of issue', async () => {
    const { visitor, credentialId } = await earner('name@example.org', 'Hedy Named')
    const before = await downloaded(credentialId)
    site.clock.advance(60_000)
    await visitor.post(`/issued/${credentialId}/visibility`, { shown: 'yes', named: 'yes' })
    const named = await downloaded(credentialId)
    expect(named.credentialSubject.name).toBe('Hedy Named')
    expect(named.validFrom).toBe(before.validFrom)
    expect(await (await site.visitor().get(`/issued/${credentialId}`)).text()).toContain(
      'Hedy Named earned Weaving Basics',
    )
    expect((await verifiedByStranger(site, named)).verdict).toBe('valid')
    await visitor.post(`/issued/${credentialId}/visibility`, { shown: 'yes' })
    expect((await downloaded(credentialId)).credentialSubject).not.toHaveProperty('name')
  })

  test('can’t be changed by anybody else', async () => {
    const { credentialId } = await earner('mine@example.org')
    const other = await signedIn(site, { email: 'other@example.org' })
    expect((await other.visitor.post(`/issued/${credentialId}/visibility`, {})).status).toBe(404)
    const nobody = await site.visitor().post(`/issued/${credentialId}/visibility`, {})
    expect(nobody.status).toBe(401)
    expect((await site.visitor().get(`/issued/${credentialId}`)).status).toBe(200)
  })

  test('says at once when it was withdrawn, and why', async () => {
    const { credentialId } = await earner('withdrawn@example.org')
    await site.deps.db
      .updateTable('issued_credentials')
      .set({
        revoked_at: site.clock.now(),
        revocation_reason: 'Issued by mistake',
        revocation_kind: 'error',
      })
      .where('id', '=', credentialId)
      .execute()
    const page = await (await site.visitor().get(`/issued/${credentialId}`)).text()
    expect(page).toContain('<h2>Not valid</h2>')
    expect(page).toContain('Issued by mistake')
  })

  test('asks the database at most three times, the session included', async () => {
    const { visitor, credentialId } = await earner('few@example.org')
    site.countQueries()
    await visitor.get(`/issued/${credentialId}`)
    expect(site.countQueries()).toBeLessThanOrEqual(3)
    await visitor.get('/my-credentials')
    expect(site.countQueries()).toBeLessThanOrEqual(3)
  })

  test('is gone when its holder is erased, while that something was issued stays', async () => {
    const { visitor, credentialId } = await earner('gone@example.org', 'Gone Girl')
    await visitor.post('/account/erasure', { email: 'gone@example.org' })
    await site.runJobs()
    expect((await site.visitor().get(`/issued/${credentialId}`)).status).toBe(404)
    const kept = await site.deps.db
      .selectFrom('issued_credentials')
      .select('id')
      .where('id', '=', credentialId)
      .execute()
    expect(kept).toHaveLength(1)
  })
})

describe('/verify', () => {
  test('takes a paste, a file and an address of this site, and says valid', async () => {
    const { credentialId } = await earner('verify@example.org')
    const text = JSON.stringify(await downloaded(credentialId))
    expect(await verdictOn({ text })).toBe('Valid')
    expect(await verdictOn({ address: `http://127.0.0.1:3000/issued/${credentialId}` })).toBe('Valid')
    const form = new FormData()
    form.set('file', new File([text], 'credential.json'))
    const page = await (await site.visitor().post('/verify', form)).text()
    expect(page).toContain('<h2>Valid</h2>')
    expect(page).toContain('The issuer is Harbour Guild, a provider on this site.')
  })

  test('finds a single changed word, and says in Arabic too that it is not valid', async () => {
    const { credentialId } = await earner('changed@example.org')
    const text = JSON.stringify(await downloaded(credentialId)).replace('plain cloth', 'fine cloth')
    expect(await verdictOn({ text })).toBe('Not valid')
    const arabic = await (await site.visitor({ language: 'ar' }).post('/verify', { text })).text()
    expect(arabic).toContain('<h2>غير صالحة</h2>')
    expect(arabic).toContain('التوقيع لا يطابق.')
  })

  test('is not taken in by a real address in a credential of somebody’s own making', async () => {
    const { credentialId } = await earner('copied@example.org')
    const real = await downloaded(credentialId)
    const key = await exampleSigningKey()
    const { proof: _proof, ...document } = real
    const forged = { ...document, issuer: { ...document.issuer, id: key.controller } }
    const text = JSON.stringify(await signCredential(forged as SignedCredential, key, site.clock.now()))
    const page = await (await site.visitor().post('/verify', { text })).text()
    expect(page).toContain('<h2>Not valid</h2>')
    expect(page).toContain('this site never issued it')
  })

  test('says of a right signature by an unknown issuer that it does not know the issuer', async () => {
    const key = await exampleSigningKey()
    const input = exampleCredentialInput(key.controller)
    const text = JSON.stringify(await signCredential(buildCredentialDocument(input), key, input.issuedAt))
    const page = await (await site.visitor().post('/verify', { text })).text()
    expect(page).toContain('This site does not know the issuer')
    expect(page.indexOf('nobody may rely on it')).toBeGreaterThan(0)
    expect(page.indexOf('nobody may rely on it')).toBeLessThan(page.indexOf('<h2>Valid</h2>'))
  })

  test.each([
    'http://127.0.0.1:5432/',
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'http://127.0.0.1:3000/issued/none',
    'http://127.0.0.1:3000/healthz',
    'nonsense',
  ])('does not reach inside by the address %s, and can’t tell', async (address) => {
    expect(await verdictOn({ address })).toBe('Can’t tell')
  })

  test('asks for something to check, and keeps nothing of what it was given', async () => {
    expect((await site.visitor().post('/verify', {})).status).toBe(422)
    await site.visitor().post('/verify', { text: '{"name":"typed-and-forgotten"}' })
    await site.visitor().post('/verify', { address: 'https://typed-and-forgotten.invalid/' })
    expect(await tablesWith('typed-and-forgotten')).toEqual([])
  })

  test('shows what strangers wrote as text only', async () => {
    const text =
      '{"@context":["https://www.w3.org/ns/credentials/v2"],"name":"<script>alert(1)</script>","issuer":"javascript:alert(1)"}'
    const page = await (await site.visitor().post('/verify', { text })).text()
    expect(page).not.toContain('<script>alert(1)')
    expect(page).not.toContain('href="javascript:')
  })
})

async function earner(email: string, name?: string) {
  const person = await signedIn(site, { email, name })
  const enrolmentId = await enrolFree(person.visitor)
  await complete(enrolmentId)
  const { id } = await site.deps.db
    .selectFrom('issued_credentials')
    .select('id')
    .where('enrolment_id', '=', enrolmentId)
    .executeTakeFirstOrThrow()
  return { ...person, enrolmentId, credentialId: id }
}

async function complete(enrolmentId: string): Promise<void> {
  await mark(site, world.items.quiz, enrolmentId, { computer: 1, peers: 0, educators: 0 })
  await mark(site, world.items.project, enrolmentId, { computer: 0, peers: 0.5, educators: 0.5 })
}

async function mark(
  at: TestSite,
  itemId: string,
  enrolmentId: string,
  shares: { computer: number; peers: number; educators: number },
): Promise<void> {
  const now = at.clock.now()
  await at.deps.db.transaction().execute((tx) =>
    recordMark(tx, at.deps, {
      enrolmentId,
      itemId,
      workId: newId(now, at.deps.random),
      points: 9,
      pointsMax: 10,
      shares,
      peerCount: shares.peers > 0 ? 2 : 0,
      educatorCount: shares.educators > 0 ? 1 : 0,
      handedInAt: now,
    }),
  )
}

async function downloaded(credentialId: string): Promise<SignedCredential> {
  const response = await site.visitor().get(`/issued/${credentialId}/credential.json`)
  return (await response.json()) as SignedCredential
}

async function verdictOn(form: Record<string, string>): Promise<string | undefined> {
  const page = await (await site.visitor().post('/verify', form)).text()
  return /class="verdict \w+">.*?<h2>([^<]+)<\/h2>/s.exec(page)?.[1]
}

/** Names of tables in which a text stands. */
async function tablesWith(text: string): Promise<string[]> {
  const { rows } = await site.deps.pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  )
  const found: string[] = []
  for (const { name } of rows) {
    const hits = await site.deps.pool.query(`select 1 from ${name} x where x::text ilike $1 limit 1`, [
      `%${text}%`,
    ])
    if (hits.rows.length > 0) found.push(name)
  }
  return found
}
