import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  dayMs,
  learnerInTrial,
  moneyMails,
  pass,
  publishPaidWeaving,
  simulatedCard,
  subscriptionOf,
  trialFields,
} from '../../../tests/support/billing.ts'
import { openTestSite, type TestSite } from '../../../tests/support/site.ts'
import { publishWeaving, signedIn, type World } from '../../../tests/worlds.ts'
import { giveWhole } from './grants/give-whole.ts'
import { selectOptionalTrialOffer } from './queries.ts'
import { startTrial, type TrialWish } from './start-trial.ts'

let site: TestSite
let world: World
beforeAll(async () => {
  site = await openTestSite()
  world = await publishPaidWeaving(site)
})
afterAll(() => site.close())

const path = '/credentials/weaving-basics/trial'

test('before anybody agrees the page says what is charged, when to the hour, at most, and at this pace', async () => {
  const { visitor } = await signedIn(site, { email: 'reader@example.org' })
  site.countQueries()
  const text = await (await visitor.get(path)).text()
  expect(site.countQueries()).toBeLessThanOrEqual(3)
  expect(text).toContain('Tuesday, 1 December 2026 at 22:00 GMT+13')
  expect(text).toContain('€39')
  expect(text).toContain('€78 (2 monthly prices)')
  expect(text).toContain('Simulated: no real money moves')
  expect(text).toContain('Do you intend to finish?')
  expect(text).toMatch(/value="9999 \d{4} \d{4} 1\d{3}"/)
  expect(await count('subscriptions')).toBe(0)
})

test('the cost is reckoned anew by a button, without script, and nothing typed is lost or started', async () => {
  const { visitor } = await signedIn(site, { email: 'reckons@example.org' })
  const form = { ...trialFields(world, '9999 1', { hours_per_week: '24' }), recompute: '1' }
  const text = await (await visitor.post(path, form)).text()
  expect(text).toContain('Nothing: you are done within the trial.')
  expect(text).toContain('value="9999 1"')
  expect(text).toMatch(/value="finish" checked/)
  const slow = await visitor.post(path, { ...form, hours_per_week: '1' })
  expect(await slow.text()).toContain('€78: at this pace you reach the cap')
  expect(await count('subscriptions')).toBe(0)
})

test('agreeing enrols, keeps card and price, and mails the moment of the first charge with a way out', async () => {
  const learner = await learnerInTrial(site, world)
  const subscription = await subscriptionOf(site, learner)
  expect(subscription).toMatchObject({ state: 'trial', price_minor: 3900, currency: 'EUR', charges_max: 2 })
  expect(subscription.trial_ends_at.getTime() - subscription.trial_started_at.getTime()).toBe(7 * dayMs)
  const plan = await (await learner.visitor.get(`/learn/${learner.enrolmentId}`)).text()
  expect(plan).toContain('&quot;chargesLeft&quot;:2,&quot;paidMinor&quot;:0')
  expect(plan).toContain('data-say="cost"')
  const intent = await site.deps.db
    .selectFrom('intent_answers')
    .select(['question', 'answer', 'wording_version'])
    .where('enrolment_id', '=', learner.enrolmentId)
    .execute()
  expect(intent).toEqual([{ question: 'finish', answer: 'finish', wording_version: '2026-11' }])
  await site.runJobs()
  const [mail] = await moneyMails(site, learner)
  expect(mail?.purpose).toBe('billing.trial-started')
  expect(mail?.body_text).toContain(
    'the first charge of €39 is made, on Tuesday, 1 December 2026 at 22:00 GMT+13',
  )
  expect(mail?.body_text).toMatch(/\/cancel\/\S+/)
  const lesson = await learner.visitor.get(`/learn/${learner.enrolmentId}/items/${world.items.lesson}`)
  expect(await lesson.text()).toMatch(/next charge .*€39/)
})

test('twenty clicks at once start one trial', async () => {
  const { visitor, personKey } = await signedIn(site, { email: 'eager@example.org' })
  const form = trialFields(world, simulatedCard('works', 500))
  const answers = await Promise.all(Array.from({ length: 20 }, () => visitor.post(path, form)))
  const places = new Set(answers.map((answer) => `${answer.status} ${answer.headers.get('location')}`))
  expect(places.size).toBe(1)
  expect([...places][0]).toMatch(/^303 \/learn\//)
  for (const table of ['subscriptions', 'enrolments', 'payment_methods'] as const) {
    const rows = await site.deps.db
      .selectFrom(table)
      .select('id')
      .where('person_key', '=', personKey)
      .execute()
    expect(rows, table).toHaveLength(1)
  }
  const again = await visitor.get(path)
  expect(again.headers.get('location')).toMatch(/^\/learn\//)
})

test('one card starts one trial of a credential, also where two people try it at the same time', async () => {
  const pair = await Promise.all(
    ['one', 'two'].map((name) => signedIn(site, { email: `${name}-card@example.org` })),
  )
  const form = trialFields(world, simulatedCard('works', 600))
  const answers = await Promise.all(pair.map(({ visitor }) => visitor.post(path, form)))
  expect(answers.map((answer) => answer.status).sort()).toEqual([303, 422])
  const refused = answers.find((answer) => answer.status === 422)!
  expect(await refused.text()).toContain('This card was used for a trial of this credential before')
  const loser = pair[answers.indexOf(refused)]!
  const rows = await site.deps.db
    .selectFrom('enrolments')
    .select('id')
    .where('person_key', '=', loser.personKey)
    .execute()
  expect(rows).toEqual([])
})

test('a real card number, a refused card and a missing one start nothing and say why', async () => {
  const { visitor } = await signedIn(site, { email: 'cards@example.org' })
  const says = async (card: string) => {
    const answer = await visitor.post(path, trialFields(world, card))
    return { status: answer.status, text: await answer.text() }
  }
  const real = await says('4111 1111 1111 1111')
  expect(real.status).toBe(422)
  expect(real.text).toContain('This is not a simulated card')
  expect((await says(simulatedCard('refused', 1))).text).toContain(
    'The card was refused. Nothing was started',
  )
  expect((await says('')).text).toContain('Type the number of a simulated card')
  const { rows } = await site.deps.pool.query(
    `select 1 from simulated_gateway_cards where last4 in ('1111', '0001')`,
  )
  expect(rows).toEqual([])
})

test('an offer that is not the one that was shown is shown again instead of agreed to', async () => {
  const { visitor } = await signedIn(site, { email: 'slow-reader@example.org' })
  const answer = await visitor.post(path, {
    ...trialFields(world, simulatedCard('works', 700)),
    price: '2900 EUR',
  })
  expect(answer.status).toBe(409)
  expect(await answer.text()).toContain('The offer changed while you were reading')
})

test('after a trial that ended there is no second one, and the page says so', async () => {
  const learner = await learnerInTrial(site, world)
  await learner.visitor.post(`/subscriptions/${learner.subscriptionId}/cancellation`)
  const again = await learner.visitor.post(path, trialFields(world, simulatedCard('works', 800)))
  expect(again.status).toBe(409)
  expect(await again.text()).toContain('You had your trial of this credential')
})

test('who has nothing to pay for a credential can’t start a trial that would charge for it', async () => {
  const { visitor, personKey } = await signedIn(site, { email: 'gifted@example.org' })
  const { enrolmentId } = await site.deps.db.transaction().execute((tx) =>
    giveWhole(tx, site.deps, {
      because: 'gift',
      personKey,
      credentialId: world.credentialId,
      editionId: world.editionId,
      intent: {},
    }),
  )
  const form = trialFields(world, simulatedCard('works', 850))
  for (const answer of [await visitor.get(path), await visitor.post(path, form)]) {
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe(`/learn/${enrolmentId}`)
  }
  const offer = (await selectOptionalTrialOffer(site.deps.db, 'weaving-basics', personKey))!
  const outcome = await startTrial(site.deps, {
    personKey,
    timeZone: 'UTC',
    offer: { ...offer, price_minor: 3900, currency: 'EUR' } as TrialWish['offer'],
    cardToken: simulatedCard('works', 850),
    intent: {},
  })
  expect(outcome).toEqual({ kind: 'already', enrolmentId })
  const { rows } = await site.deps.pool.query('select 1 from subscriptions where person_key = $1', [
    personKey,
  ])
  expect(rows).toEqual([])
})

test('a free credential leads to enrolling, and what is in preparation can not be bought', async () => {
  const { visitor } = await signedIn(site, { email: 'free@example.org' })
  await publishWeaving(site.deps, { slug: 'weaving-for-free' })
  const free = await visitor.get('/credentials/weaving-for-free/trial')
  expect(free.status).toBe(409)
  expect(await free.text()).toContain('/credentials/weaving-for-free/enrolment')
  const coming = await publishPaidWeaving(site, 'weaving-soon')
  await site.deps.pool.query('alter table editions disable trigger user')
  await site.deps.pool.query(`update editions set status = 'in_preparation' where id = $1`, [
    coming.editionId,
  ])
  await site.deps.pool.query('alter table editions enable trigger user')
  const answer = await visitor.post(
    '/credentials/weaving-soon/trial',
    trialFields(coming, simulatedCard('works', 900)),
  )
  expect(answer.status).toBe(409)
  expect(await answer.text()).toContain('in preparation')
  expect((await visitor.get('/credentials/nowhere/trial')).status).toBe(404)
})

test('who is not signed in is led to signing in first, and somebody else’s subscription is not found', async () => {
  const answer = await site.visitor().get(path)
  expect(answer.headers.get('location')).toContain('/sign-in')
  const learner = await learnerInTrial(site, world)
  const { visitor } = await signedIn(site, { email: 'other@example.org' })
  const theirs = await visitor.post(`/subscriptions/${learner.subscriptionId}/cancellation`)
  expect(theirs.status).toBe(404)
  expect((await visitor.post(`/subscriptions/${learner.subscriptionId}/charges`)).status).toBe(404)
  expect((await subscriptionOf(site, learner)).state).toBe('trial')
})

test('an erased person keeps no card and is charged nothing', async () => {
  const learner = await learnerInTrial(site, world)
  await learner.visitor.post('/account/erasure', { email: learner.email })
  await pass(site, 9 * dayMs)
  const subscription = await subscriptionOf(site, learner)
  expect(subscription).toMatchObject({ state: 'ended', end_reason: 'person_erased', payment_method_id: null })
  const { rows } = await site.deps.pool.query('select 1 from charges where subscription_id = $1', [
    subscription.id,
  ])
  expect(rows).toEqual([])
})

async function count(table: 'subscriptions'): Promise<number> {
  const rows = await site.deps.db.selectFrom(table).select('id').execute()
  return rows.length
}
