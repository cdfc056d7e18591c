import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  chargesOf,
  dayMs,
  hourMs,
  moneyMails,
  pass,
  publishPaidWeaving,
  signInAgain,
  subscriptionOf,
  work,
} from '../../../../tests/support/billing.ts'
import { deliver } from '../../../../tests/support/stripe/server.ts'
import { learnerWithStripe, openStripeSite, type StripeSite } from '../../../../tests/support/stripe/site.ts'
import { signedIn, type World } from '../../../../tests/worlds.ts'
import { checkLedger } from '../check-ledger.ts'

// The whole way of real money, from the trial's form to a dispute, with Stripe's library at the wire.

let site: StripeSite
let world: World
beforeAll(async () => {
  site = await openStripeSite()
  world = await publishPaidWeaving(site)
})
afterAll(() => site.close())

const post = (body: string, signature: string) => site.postEvent(body, signature)
const states = async (learner: Parameters<typeof chargesOf>[1]) =>
  (await chargesOf(site, learner)).map((charge) => charge.state)

test('the form asks for no card number, and only the page with Stripe’s fields may load its script', async () => {
  const { visitor } = await signedIn(site, { email: 'fields@example.org' })
  const page = await visitor.get('/credentials/weaving-basics/trial')
  const text = await page.text()
  expect(text).not.toContain('name="card"')
  expect(text).toContain('You allow this site to charge this card at most €39 a month')
  expect(page.headers.get('content-security-policy')).not.toContain('stripe')
  const form = { edition: world.editionId, price: '3900 EUR', hours_per_week: '4', card: '4242424242424242' }
  const sent = await visitor.post('/credentials/weaving-basics/trial', form)
  const setup = await visitor.get(sent.headers.get('location')!)
  const policy = setup.headers.get('content-security-policy')!
  expect(policy).toContain("script-src 'self' https://js.stripe.com")
  expect(policy).toContain('frame-src https://js.stripe.com')
  expect(policy).not.toContain('unsafe')
  const shown = await setup.text()
  expect(shown).toContain('data-key="pk_test_')
  expect(shown).toContain('Go to Stripe’s page')
  expect(shown).toContain('Simulated')
  const kept = await site.deps.db.selectFrom('card_setups').select('form').execute()
  expect(JSON.stringify(kept)).not.toContain('4242')
  const other = await signedIn(site, { email: 'not-theirs@example.org' })
  expect((await other.visitor.get(sent.headers.get('location')!)).status).toBe(404)
})

test('without script the card is given on Stripe’s page, and coming back twice starts one trial', async () => {
  const { visitor, personKey } = await signedIn(site, { email: 'hosted@example.org', confirmed: true })
  const form = { edition: world.editionId, price: '3900 EUR', hours_per_week: '4' }
  const setup = (await visitor.post('/credentials/weaving-basics/trial', form)).headers.get('location')!
  const early = await visitor.get(`${setup}/return?hosted=1`)
  expect(early.headers.get('location')).toBe(setup)
  const hosted = await visitor.post(`${setup}/hosted`)
  expect(hosted.headers.get('location')).toContain('https://checkout.stripe.com/')
  const unfinished = await visitor.get(`${setup}/return?hosted=1`)
  expect(unfinished.status).toBe(422)
  expect(await unfinished.text()).toContain('The card was not saved')
  const session = hosted.headers.get('location')!.split('/').at(-1)!
  site.stripe.account.completeSetup(session, 'works', 'hosted')
  const back = await visitor.get(`${setup}/return?hosted=1`)
  expect(back.headers.get('location')).toContain('/learn/')
  expect((await visitor.get(`${setup}/return?hosted=1`)).headers.get('location')).toBe(
    back.headers.get('location'),
  )
  const rows = await site.deps.db
    .selectFrom('subscriptions as s')
    .innerJoin('mandates as m', 'm.subscription_id', 's.id')
    .select(['s.state', 'm.words', 'm.amount_minor', 'm.charges_max', 'm.gateway_reference'])
    .where('s.person_key', '=', personKey)
    .execute()
  expect(rows).toMatchObject([{ state: 'trial', amount_minor: 3900, charges_max: 2 }])
  expect(rows[0]!.words).toContain('2 times at most (€78 in all)')
  expect(rows[0]!.gateway_reference).toMatch(/^seti_/)
})

test('one card starts one trial, whoever brings it', async () => {
  await learnerWithStripe(site, world)
  const { visitor, personKey } = await signedIn(site, { email: 'same-card@example.org', confirmed: true })
  const form = { edition: world.editionId, price: '3900 EUR', hours_per_week: '4' }
  const setup = (await visitor.post('/credentials/weaving-basics/trial', form)).headers.get('location')!
  await visitor.get(setup)
  const { reference } = await site.deps.db
    .selectFrom('card_setups')
    .select('reference')
    .where('person_key', '=', personKey)
    .executeTakeFirstOrThrow()
  site.stripe.account.completeSetup(reference!, 'works', 'card1')
  const back = await visitor.get(`${setup}/return`)
  expect(back.status).toBe(422)
  expect(await back.text()).toContain('One trial per card')
})

test('a month is charged off session; an answer that got lost is found, and its event changes nothing more', async () => {
  const learner = await learnerWithStripe(site, world)
  await pass(site, 7 * dayMs - hourMs)
  site.stripe.faults.push({ at: /\/confirm$/, is: 'lost_answer' })
  await pass(site, 4 * hourMs, hourMs)
  expect(await states(learner)).toEqual(['succeeded'])
  const events = site.stripe.account.events.splice(0)
  await deliver(site.stripe, post, [...events, ...events, ...events.toReversed()])
  await site.runJobs()
  expect(await states(learner)).toEqual(['succeeded'])
  expect((await moneyMails(site, learner)).filter((mail) => mail.purpose === 'billing.receipt')).toHaveLength(
    1,
  )
})

test('an event settles a charge whose answer got lost, before anything else looks', async () => {
  const learner = await learnerWithStripe(site, world)
  await pass(site, 7 * dayMs - hourMs)
  site.stripe.account.events.length = 0
  site.stripe.faults.push({ at: /\/confirm$/, is: 'lost_answer' })
  site.clock.advance(2 * hourMs)
  await work(site)
  await deliver(site.stripe, post)
  await site.runJobs()
  expect(await states(learner)).toEqual(['succeeded'])
})

test('where the bank asks: no retry, a mail with the way to confirm, ten days, and paid once', async () => {
  const learner = await learnerWithStripe(site, world, 'asks')
  await pass(site, 8 * dayMs)
  expect(await states(learner)).toEqual(['failed'])
  const subscription = await subscriptionOf(site, learner)
  expect(subscription.state).toBe('past_due')
  const asked = await learner.visitor.submit(`/subscriptions/${learner.subscriptionId}/charges`)
  expect(asked.html).toContain('https://hooks.stripe.com/')
  const intent = /authenticate\/(pi_\w+)/.exec(asked.html)![1]!
  const early = await learner.visitor.get(asked.path)
  expect(await early.text()).toContain('Confirm at your bank')
  site.stripe.account.answerBank(intent, true)
  const back = await learner.visitor.get(`${asked.path}?payment_intent=${intent}&redirect_status=failed`)
  expect(back.headers.get('location')).toBe('/money?paid=1')
  expect(await states(learner)).toEqual(['failed', 'succeeded'])
  await deliver(site.stripe, post)
  await site.runJobs()
  expect(await states(learner)).toEqual(['failed', 'succeeded'])
})

test('a declined month is paid with another card, given in Stripe’s fields', async () => {
  const learner = await learnerWithStripe(site, world, 'declined')
  await pass(site, 8 * dayMs)
  const page = await (
    await learner.visitor.get(`/subscriptions/${learner.subscriptionId}/confirmation`)
  ).text()
  expect(page).toContain('Pay with another card')
  expect(page).not.toContain('name="card"')
  const sent = await learner.visitor.post(`/subscriptions/${learner.subscriptionId}/cards`)
  const setup = sent.headers.get('location')!
  await learner.visitor.get(setup)
  const { reference } = await site.deps.db
    .selectFrom('card_setups')
    .select('reference')
    .where('id', '=', setup.split('/').at(-1)!)
    .executeTakeFirstOrThrow()
  site.stripe.account.completeSetup(reference!, 'works', 'another')
  const back = await learner.visitor.get(`${setup}/return`)
  expect(back.headers.get('location')).toBe('/money?paid=1')
  expect(await states(learner)).toEqual(['failed', 'succeeded'])
})

test('a charge dearer than the mandate is not asked for; paying it on the page is the new agreement', async () => {
  const learner = await learnerWithStripe(site, world)
  await site.deps.pool.query('alter table mandates disable trigger user')
  await site.deps.pool.query('update mandates set amount_minor = 3800 where subscription_id = $1', [
    learner.subscriptionId,
  ])
  await site.deps.pool.query('alter table mandates enable trigger user')
  await pass(site, 8 * dayMs)
  const [charge] = await chargesOf(site, learner)
  expect(charge).toMatchObject({ state: 'failed', failure: 'mandate_needed', sent_at: null })
  await expect(
    site.deps.pool.query('update charges set sent_at = now() where id = $1', [charge!.id]),
  ).rejects.toThrow(/mandate|settled once/)
  const page = await learner.visitor.get(`/subscriptions/${learner.subscriptionId}/confirmation`)
  expect(await page.text()).toContain('This is more than you agreed to before')
  await learner.visitor.post(`/subscriptions/${learner.subscriptionId}/charges`)
  expect(await states(learner)).toEqual(['failed', 'succeeded'])
  const mandates = await site.deps.db
    .selectFrom('mandates')
    .select(['amount_minor', 'words'])
    .where('subscription_id', '=', learner.subscriptionId)
    .orderBy('agreed_at')
    .execute()
  expect(mandates.map((one) => one.amount_minor)).toEqual([3800, 3900])
})

test('a dispute is booked, stops all charging, and being lost or won is booked once, in whatever order it is told', async () => {
  const learners = [await learnerWithStripe(site, world), await learnerWithStripe(site, world)]
  await pass(site, 8 * dayMs)
  site.stripe.account.events.length = 0
  for (const [n, learner] of learners.entries()) {
    const [charge] = await chargesOf(site, learner)
    const dispute = site.stripe.account.dispute(charge!.gateway_reference!)
    if (n === 0) {
      await deliver(site.stripe, post)
      await site.runJobs()
    }
    site.stripe.account.closeDispute(dispute.id, n === 0 ? 'won' : 'lost')
    const events = site.stripe.account.events.splice(0)
    await deliver(site.stripe, post, [...events.toReversed(), ...events])
    await site.runJobs()
    expect((await subscriptionOf(site, learner)).state).toBe('cancelled')
    const { rows } = await site.deps.pool.query(
      `select l.account like 'gateway%' as is_gateway, sum(l.amount_minor)::int as minor from ledger_entries l
       join ledger_transactions t on t.id = l.transaction_id where t.charge_id = $1 and t.kind = 'dispute'
         and (l.account like 'gateway%' or l.account like 'disputes%') group by 1 order by 1`,
      [charge!.id],
    )
    expect(rows.map((row) => row.minor)).toEqual(n === 0 ? [0, 0] : [0, -3900])
    const kept = await site.deps.db
      .selectFrom('disputes')
      .select('state')
      .where('charge_id', '=', charge!.id)
      .execute()
    expect(kept).toEqual([{ state: n === 0 ? 'won' : 'lost' }])
  }
  await pass(site, 40 * dayMs, 5 * dayMs)
  for (const learner of learners) expect(await states(learner)).toEqual(['succeeded'])
})

test('an idle month that was disputed is given back once the dispute is won', async () => {
  const learner = { ...(await learnerWithStripe(site, world)), busy: false }
  await pass(site, 8 * dayMs)
  const [charge] = await chargesOf(site, learner)
  const dispute = site.stripe.account.dispute(charge!.gateway_reference!)
  await deliver(site.stripe, post)
  await pass(site, 35 * dayMs, 5 * dayMs)
  const refunds = () =>
    site.deps.db.selectFrom('refunds').select('reason').where('charge_id', '=', charge!.id).execute()
  expect(await refunds()).toEqual([])
  site.stripe.account.closeDispute(dispute.id, 'won')
  await deliver(site.stripe, post)
  await pass(site, dayMs)
  expect(await refunds()).toEqual([{ reason: 'idle_period' }])
})

test('events without a good signature are refused and kept nowhere', async () => {
  const body = JSON.stringify({ id: 'evt_forged', type: 'payment_intent.succeeded', data: { object: {} } })
  const answer = await site.postEvent(body, site.stripe.sign(body, { secret: 'whsec_guessed' }))
  expect(answer.status).toBe(400)
  const rows = await site.deps.db
    .selectFrom('gateway_events')
    .select('event_id')
    .where('event_id', '=', 'evt_forged')
    .execute()
  expect(rows).toEqual([])
})

test('while Stripe is away the page says so, and nothing is started', async () => {
  const { visitor } = await signedIn(site, { email: 'away@example.org' })
  const form = { edition: world.editionId, price: '3900 EUR', hours_per_week: '4' }
  const setup = (await visitor.post('/credentials/weaving-basics/trial', form)).headers.get('location')!
  site.stripe.faults.push({ at: /POST \/v1\/customers/, is: 'error_before' })
  const page = await visitor.get(setup)
  expect(page.status).toBe(503)
  expect(await page.text()).toContain('Stripe does not answer just now')
  expect((await visitor.get(setup)).status).toBe(200)
})

test('an erased person’s cards are deleted at Stripe too', async () => {
  const learner = await learnerWithStripe(site, world)
  const { reference } = await site.deps.db
    .selectFrom('gateway_customers')
    .select('reference')
    .where('person_key', '=', learner.personKey)
    .executeTakeFirstOrThrow()
  await signInAgain(site, learner)
  await learner.visitor.post('/account/erasure', { email: learner.email })
  await site.runJobs()
  expect(() => site.stripe.account.get(reference)).toThrow('No such object')
})

test('after all of it the ledger is as it must be', async () => {
  const report = await checkLedger(site.deps.db)
  expect(report.findings.filter((finding) => finding.brokenCount > 0)).toEqual([])
})
