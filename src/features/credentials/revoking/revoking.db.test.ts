import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { downloaded, type Earner, earner, verifiedByStranger } from '../../../../tests/support/credentials.ts'
import { openTestSite, type TestSite, type Visitor } from '../../../../tests/support/site.ts'
import { publishWeaving, signedIn, type World } from '../../../../tests/worlds.ts'
import { selectWithdrawnCompletions } from './queries.ts'

let site: TestSite
let world: World
let author: Visitor
let operator: Visitor
beforeAll(async () => {
  site = await openTestSite()
  world = await publishWeaving(site.deps, { required: ['quiz'] })
  const as = async (email: string, role: 'author' | 'operator', providerId: string | null) =>
    (await signedIn(site, { email, role: { role, providerId } })).visitor
  author = await as('author@example.org', 'author', world.providerId)
  operator = await as('operator@example.org', 'operator', null)
})
afterAll(() => site.close())

const wish = { kind: 'error', reason: 'The quiz was marked with a wrong key.' }

describe('a suspension', () => {
  test('is told at once to everybody who verifies, and to its holder, and can be lifted', async () => {
    const person = await earner(site, world, { email: 'suspended@example.org' })
    const copy = await downloaded(site.visitor(), person.credentialId)
    expect((await verifiedByStranger(site, copy)).verdict).toBe('valid')
    const path = `/issuing/${person.credentialId}`
    await author.submit(`${path}/suspension`, { reason: 'We are looking into it.' })
    expect((await verifiedByStranger(site, copy)).checks).toContainEqual(
      expect.objectContaining({ reason: 'suspended', status: 'failed' }),
    )
    expect(await mailsTo('suspended@example.org')).toContainEqual(
      expect.stringContaining('We are looking into it.'),
    )
    const page = await (await site.visitor().get(`/issued/${person.credentialId}`)).text()
    expect(page).toContain('<h2>Not valid</h2>')
    await author.submit(`${path}/reinstatement`)
    expect((await verifiedByStranger(site, copy)).verdict).toBe('valid')
  })

  test('needs a reason, and keeps what was typed', async () => {
    const { credentialId } = await earner(site, world, { email: 'reason@example.org' })
    const answer = await author.post(`/issuing/${credentialId}/suspension`, { reason: '?' })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('Say why')
  })
})

describe('a revocation', () => {
  test('needs two people: who asks for it does not decide it', async () => {
    const person = await earner(site, world, { email: 'two@example.org' })
    const path = `/issuing/${person.credentialId}`
    await author.submit(`${path}/revocation-requests`, wish)
    const own = await author.post(`${path}/revocation-decisions`, { decision: 'confirm' })
    expect(own.status).toBe(409)
    expect(await own.text()).toContain('another person decides. Nothing was changed')
    expect(await verdictOn(person)).toBe('valid')
    await operator.submit(`${path}/revocation-decisions`, { decision: 'confirm' })
    expect(await verdictOn(person)).toBe('invalid')
  })

  test('is for good, is told to its holder with the reason, and stands in the audit trail', async () => {
    const person = await earner(site, world, { email: 'good@example.org' })
    await revoke(person)
    const path = `/issuing/${person.credentialId}`
    expect((await author.post(`${path}/reinstatement`)).status).toBe(409)
    expect((await operator.post(`${path}/revocation-decisions`, { decision: 'decline' })).status).toBe(409)
    expect(await mailsTo('good@example.org')).toContainEqual(expect.stringContaining(wish.reason))
    const actions = await site.deps.db
      .selectFrom('audit_entries')
      .select('action')
      .where('subject_id', '=', person.credentialId)
      .orderBy('id')
      .execute()
    expect(actions.map(({ action }) => action)).toEqual([
      'credentials.issued',
      'credentials.revocation-asked',
      'credentials.revoked',
    ])
  })

  test('that another person declines leaves it in force', async () => {
    const person = await earner(site, world, { email: 'declined@example.org' })
    const path = `/issuing/${person.credentialId}`
    await author.submit(`${path}/revocation-requests`, wish)
    await operator.submit(`${path}/revocation-decisions`, { decision: 'decline' })
    expect(await verdictOn(person)).toBe('valid')
  })

  test('pressed by two people at the same moment happens once', async () => {
    const person = await earner(site, world, { email: 'moment@example.org' })
    const path = `/issuing/${person.credentialId}`
    await Promise.all([1, 2, 3].map(() => author.post(`${path}/revocation-requests`, wish)))
    const answers = await Promise.all(
      [1, 2, 3].map(() => operator.post(`${path}/revocation-decisions`, { decision: 'confirm' })),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 409, 409])
    expect(await mailsTo('moment@example.org')).toHaveLength(1)
  })

  test('of another provider’s credential is not found', async () => {
    const person = await earner(site, world, { email: 'elsewhere@example.org' })
    const { visitor } = await signedIn(site, {
      email: 'stranger@example.org',
      role: { role: 'author', providerId: await elsewhere() },
    })
    for (const path of ['suspension', 'reinstatement', 'revocation-requests', 'revocation-decisions'])
      expect((await visitor.post(`/issuing/${person.credentialId}/${path}`, wish)).status, path).toBe(404)
    expect((await visitor.get(`/issuing/${person.credentialId}`)).status).toBe(404)
    expect(await (await visitor.get('/issuing')).text()).not.toContain(person.credentialId)
  })

  test('for an error takes it out of what counts as completed; one that its holder wished doesn’t', async () => {
    const wrong = await earner(site, world, { email: 'wrong@example.org' })
    const wished = await earner(site, world, { email: 'wished@example.org' })
    await revoke(wrong)
    await revoke(wished, 'holder')
    const numbers = await selectWithdrawnCompletions(site.deps.db, new Date('2099-01-01'))
    expect(numbers).toContain(await numberOf(wrong))
    expect(numbers).not.toContain(await numberOf(wished))
    expect(await selectWithdrawnCompletions(site.deps.db, new Date('2026-01-01'))).toEqual([])
  })
})

async function revoke(person: Earner, kind = 'error'): Promise<void> {
  await author.submit(`/issuing/${person.credentialId}/revocation-requests`, { ...wish, kind })
  await operator.submit(`/issuing/${person.credentialId}/revocation-decisions`, { decision: 'confirm' })
}

async function verdictOn({ credentialId }: Earner): Promise<string> {
  return (await verifiedByStranger(site, await downloaded(site.visitor(), credentialId))).verdict
}

async function mailsTo(email: string): Promise<string[]> {
  const rows = await site.deps.db
    .selectFrom('mail_messages')
    .select('body_text')
    .where('to_address', '=', email)
    .where('purpose', 'like', 'credentials.%')
    .execute()
  return rows.map(({ body_text }) => body_text)
}

async function numberOf({ enrolmentId }: Earner): Promise<number> {
  const row = await site.deps.db
    .selectFrom('enrolments')
    .select('number')
    .where('id', '=', enrolmentId)
    .executeTakeFirstOrThrow()
  return row.number
}

async function elsewhere(): Promise<string> {
  const id = '019aaaaa-aaaa-7aaa-8aaa-dddddddddddd'
  const row = { id, slug: 'elsewhere', name: 'Elsewhere', country: 'NZ', kind: 'company' }
  await site.deps.db
    .insertInto('providers')
    .values({ ...row, created_at: site.clock.now() })
    .execute()
  return id
}
