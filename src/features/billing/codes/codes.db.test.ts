import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  chargesOf,
  dayMs,
  learnerInTrial,
  pass,
  publishPaidWeaving,
  signInAgain,
  simulatedCard,
  subscriptionOf,
  trialFields,
} from '../../../../tests/support/billing.ts'
import { openTestSite, type TestSite, type Visitor } from '../../../../tests/support/site.ts'
import { signedIn, type World } from '../../../../tests/worlds.ts'
import { checkLedger } from '../api.ts'

// Codes as they are lived: made by a provider's author, used by learners, by two at once, by somebody who guesses.

let site: TestSite
let world: World
let author: Visitor
let people = 0

beforeAll(async () => {
  site = await openTestSite()
  world = await publishPaidWeaving(site)
  await signAuthorIn()
})
afterAll(() => site.close())

// Anew for each long time that passes: a session ends after thirty days.
async function signAuthorIn(): Promise<void> {
  const role = { role: 'author' as const, providerId: world.providerId }
  ;({ visitor: author } = await signedIn(site, { email: `author${++people}@example.org`, role }))
}

const listPath = '/providers/harbour-guild/codes'
const codePath = '/credentials/weaving-basics/code'
const trialPath = '/credentials/weaving-basics/trial'

async function make(form: Record<string, string>): Promise<{ path: string; codes: string[] }> {
  const answer = await author.post(listPath, {
    label: 'Spring',
    percent: '50',
    kind: 'single',
    count: '1',
    ...form,
  })
  const path = answer.headers.get('location')
  if (!path) throw new Error(`making codes answered ${answer.status}`)
  const page = await (await author.get(path)).text()
  return { path, codes: [...page.matchAll(/<code[^>]*>([^<]+)<\/code>/g)].map(([, code]) => code!) }
}

const person = async () => signedIn(site, { email: `buyer${++people}@example.org` })

describe('making codes', () => {
  test('single ones can not be guessed, are kept as hashes alone, and are shown once', async () => {
    const { path, codes } = await make({ count: '250' })
    expect(codes).toHaveLength(200)
    expect(codes[0]).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)
    const bare = path.split('?')[0]!
    expect(await (await author.get(bare)).text()).not.toContain(codes[0])
    const csv = await (await author.get(path.replace('?', '/codes.csv?'))).text()
    expect(csv.trim().split('\n')).toHaveLength(251)
    expect(csv).toContain(codes[0])
    for (const table of ['codes', 'code_batches', 'form_keys', 'audit_entries']) {
      const { rows } = await site.deps.pool.query(`select t::text as row from ${table} t`)
      const text = rows.map(({ row }) => row).join('\n')
      expect(text, table).not.toContain(codes[0])
      expect(text, table).not.toContain(path.split('secret=')[1])
    }
  })

  test('pressing twice makes one batch; what is wrong is said and kept', async () => {
    const page = await (await author.get(listPath)).text()
    const once = /name="once" value="([^"]+)"/.exec(page)![1]!
    const form = { label: 'Twice', percent: '20', kind: 'single', count: '3', once }
    await Promise.all([1, 2].map(() => author.post(listPath, form)))
    const made = await site.deps.db
      .selectFrom('code_batches')
      .select('id')
      .where('label', '=', 'Twice')
      .execute()
    expect(made).toHaveLength(1)
    const wrong = await author.post(listPath, { label: 'Long', percent: '120', kind: 'word', word: 'abc' })
    expect(wrong.status).toBe(422)
    const text = await wrong.text()
    expect(text).toContain('from 1 to 100')
    expect(text).toContain('6 to 24 letters')
    expect(text).toContain('value="Long"')
  })

  test('who made it as an author and is none any more can neither see nor close a batch', async () => {
    const role = { role: 'author' as const, providerId: world.providerId }
    const leaving = await signedIn(site, { email: `leaving${++people}@example.org`, role })
    const form = { label: 'Left', percent: '100', kind: 'word', word: 'FAREWELL-26', uses: '9' }
    const path = (await leaving.visitor.post(listPath, form)).headers.get('location')!
    expect((await leaving.visitor.get(path)).status).toBe(200)
    await site.deps.db.deleteFrom('roles').where('person_key', '=', leaving.personKey).execute()
    expect((await leaving.visitor.get(path)).status).toBe(404)
    expect((await leaving.visitor.post(`${path}/closure`)).status).toBe(404)
    expect((await author.get(path)).status).toBe(200)
  })

  test('a word is a code once, its list has no formulas in it, and it is no other provider’s business', async () => {
    await make({ label: '=1+1', kind: 'word', word: 'LOOM-2026', uses: '5' })
    const again = await author.post(listPath, {
      label: 'x',
      percent: '10',
      kind: 'word',
      word: 'l00m2026',
      uses: '5',
    })
    expect(again.status).toBe(422)
    const csv = await (await author.get(`${listPath}.csv`)).text()
    expect(csv).toContain("'=1+1")
    const { visitor } = await person()
    expect((await visitor.get(listPath)).status).toBe(403)
    const { path } = await make({})
    expect((await visitor.get(path)).status).toBe(404)
  })
})

describe('using a code', () => {
  test('at the trial: the page says each price before agreeing, and two charges are cheaper, not three', async () => {
    const { codes } = await make({ percent: '50', charges: '1' })
    const { visitor, personKey } = await person()
    const page = await (await visitor.get(`${trialPath}?code=${codes[0]}`)).text()
    expect(page).toContain('€19.50')
    expect(page).toContain('then €39 a month')
    expect(page).toContain('€58.50')
    await visitor.post(
      trialPath,
      trialFields(world, simulatedCard('works', 801), { code: codes[0]!.toLowerCase() }),
    )
    const row = await site.deps.db
      .selectFrom('subscriptions')
      .select(['id', 'enrolment_id'])
      .where('person_key', '=', personKey)
      .executeTakeFirstOrThrow()
    const learner = { personKey, visitor, email: '', enrolmentId: row.enrolment_id, subscriptionId: row.id }
    await pass(site, 8 * dayMs)
    await visitor.get(`/learn/${row.enrolment_id}/items/${world.items.lesson}`)
    await pass(site, 32 * dayMs)
    await signAuthorIn()
    expect((await chargesOf(site, learner)).map((charge) => charge.amount_minor)).toEqual([1950, 3900])
  })

  test('a wrong one at the trial starts nothing and keeps what was typed', async () => {
    const { visitor, personKey } = await person()
    const answer = await visitor.post(
      trialPath,
      trialFields(world, simulatedCard('works', 802), { code: 'NOSUCHCODE' }),
    )
    expect(answer.status).toBe(422)
    const text = await answer.text()
    expect(text).toContain('There is no such code')
    expect(text).toContain('value="NOSUCHCODE"')
    const none = await site.deps.db
      .selectFrom('enrolments')
      .select('id')
      .where('person_key', '=', personKey)
      .execute()
    expect(none).toEqual([])
  })

  test('in a running subscription: the next charge is cheaper; a smaller one is refused and stays unused', async () => {
    const learner = await learnerInTrial(site, world)
    const [larger, smaller] = [await make({ percent: '60' }), await make({ percent: '30' })]
    const used = await learner.visitor.post(codePath, { code: larger.codes[0]! })
    expect(await used.text()).toContain('60% off every charge')
    const refused = await learner.visitor.post(codePath, { code: smaller.codes[0]! })
    expect(refused.status).toBe(422)
    expect((await subscriptionOf(site, learner)).discount_bp).toBe(6000)
    const other = await learnerInTrial(site, world)
    expect((await other.visitor.post(codePath, { code: smaller.codes[0]! })).status).toBe(200)
    await pass(site, 8 * dayMs)
    await signInAgain(site, learner)
    expect((await chargesOf(site, learner))[0]).toMatchObject({ amount_minor: 1560, discount_minor: 2340 })
  })

  test('for the whole price: enrols without a card, committed, by the route of a gift', async () => {
    const { codes } = await make({ percent: '100', count: '2' })
    const { visitor, personKey } = await person()
    const answer = await visitor.post(codePath, { code: codes[0]! })
    expect(answer.headers.get('location')).toMatch(/^\/learn\//)
    const enrolments = await site.deps.db
      .selectFrom('enrolments as n')
      .innerJoin('enrolment_events as v', 'v.enrolment_id', 'n.id')
      .select(['n.route', 'v.kind'])
      .where('n.person_key', '=', personKey)
      .execute()
    expect(enrolments).toEqual([{ route: 'gift', kind: 'committed' }])
    const again = await visitor.post(codePath, { code: codes[1]! })
    expect(await again.text()).toContain('You used this code already')
  })

  test('the last use taken by two at once goes to one of them; the other is told', async () => {
    const { codes } = await make({ percent: '100' })
    const [one, two] = [await person(), await person()]
    const answers = await Promise.all(
      [one, two].map(({ visitor }) => visitor.post(codePath, { code: codes[0]! })),
    )
    expect(answers.map((answer) => answer.status).sort()).toEqual([303, 422])
    const { rows } = await site.deps.pool.query('select uses from codes where uses > uses_max')
    expect(rows).toEqual([])
  })

  test('after its last day, after it was closed, or for another credential it does nothing', async () => {
    const day = new Date(site.clock.now().getTime() + 2 * dayMs).toISOString().slice(0, 10)
    const expiring = await make({ percent: '100', expires: day })
    const closed = await make({ percent: '100' })
    await author.post(`${closed.path.split('?')[0]}/closure`)
    const { visitor } = await person()
    expect(await (await visitor.post(codePath, { code: closed.codes[0]! })).text()).toContain(
      'its time is over',
    )
    site.clock.advance(3 * dayMs)
    expect(await (await visitor.post(codePath, { code: expiring.codes[0]! })).text()).toContain(
      'its time is over',
    )
    const elsewhere = await publishPaidWeaving(site, 'weaving-advanced')
    const bound = await make({ percent: '100', credential: elsewhere.credentialId })
    expect(await (await visitor.post(codePath, { code: bound.codes[0]! })).text()).toContain('no such code')
  })

  test('who guesses is stopped after a few tries', async () => {
    const { visitor } = await person()
    const statuses = []
    for (let n = 0; n < 22; n++) statuses.push((await visitor.post(codePath, { code: `GUESS${n}` })).status)
    expect(statuses.slice(0, 20).every((status) => status === 422)).toBe(true)
    expect(statuses.slice(20)).toEqual([429, 429])
  })
})

test('after all of it every check of the ledger holds', async () => {
  await pass(site, 2 * dayMs)
  const report = await checkLedger(site.deps.db, site.clock.now())
  expect(report.findings.filter((finding) => finding.brokenCount > 0)).toEqual([])
})
