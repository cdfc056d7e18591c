import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import {
  cancelPathIn,
  chargesOf,
  dayMs,
  hourMs,
  type Learner,
  learnerInTrial,
  moneyMails,
  pass,
  publishPaidWeaving,
  signInAgain,
  simulatedCard,
  subscriptionOf,
  work,
} from '../../../tests/support/billing.ts'
import { openTestSite, type TestSite } from '../../../tests/support/site.ts'
import type { World } from '../../../tests/worlds.ts'
import { recordHandIn, recordMark } from '../learn/api.ts'
import { checkLedger } from './check-ledger.ts'
import type { PaymentGateway } from './gateway.ts'
import type { BillingDeps } from './gateway-of.ts'
import { considerCharge } from './intend-charge.ts'
import { makeCharge } from './make-charge.ts'
import { selectPaidByEnrolment } from './paid-by-enrolment.ts'
import { simulatedGateway } from './simulated-gateway.ts'
import { sweep } from './sweep.ts'

let site: TestSite
let world: World
let deps: BillingDeps
beforeAll(async () => {
  site = await openTestSite()
  world = await publishPaidWeaving(site)
  deps = site.deps
})
// Whatever a test did, the ledger must still prove every rule.
afterEach(async () => {
  deps.payments = undefined
  const report = await checkLedger(deps.db)
  expect(report.findings.filter((finding) => finding.brokenCount > 0)).toEqual([])
})
afterAll(() => site.close())

const states = async (learner: Learner) => (await chargesOf(site, learner)).map((charge) => charge.state)

test('nothing is charged in the trial; then a reminder, a charge a month, and at the cap it is free to finish', async () => {
  const learner = await learnerInTrial(site, world)
  const start = site.clock.now()
  await pass(site, 4 * dayMs + hourMs)
  const reminder = (await moneyMails(site, learner)).at(-1)
  expect(reminder?.purpose).toBe('billing.reminder')
  expect(reminder?.body_text).toContain('€39')
  await pass(site, 3 * dayMs - 2 * hourMs, hourMs)
  expect(await states(learner)).toEqual([])
  await pass(site, 2 * hourMs, hourMs)
  expect(await states(learner)).toEqual(['succeeded'])

  const [first] = await chargesOf(site, learner)
  expect(first!.intended_at.getTime()).toBeGreaterThanOrEqual(start.getTime() + 7 * dayMs)
  const committed = await moments(learner, 'committed')
  expect(committed).toHaveLength(1)
  expect((await moneyMails(site, learner)).at(-1)).toMatchObject({ purpose: 'billing.receipt' })

  await pass(site, 62 * dayMs, dayMs)
  expect(await states(learner)).toEqual(['succeeded', 'succeeded'])
  const [, second] = await chargesOf(site, learner)
  expect(second!.period_start).toEqual(first!.period_end)
  expect(await subscriptionOf(site, learner)).toMatchObject({
    state: 'free_to_finish',
    charges_paid: 2,
    next_charge_at: null,
  })
  expect((await moneyMails(site, learner)).at(-1)?.body_text).toContain(
    'you reached the cap, and it is free to finish',
  )
  await pass(site, 90 * dayMs, 5 * dayMs)
  expect(await states(learner)).toHaveLength(2)
  expect(await worksUntil(learner)).toBeNull()
  const paid = (await selectPaidByEnrolment(deps.db, site.clock.now())).find(
    (row) => row.enrolment_id === learner.enrolmentId,
  )
  expect(paid).toMatchObject({ paid_net_minor: 7800, currency: 'EUR' })
})

test('a first charge waits for its reminder to be handed over, and then 48 hours more', async () => {
  const learner = await learnerInTrial(site, world)
  await pass(site, 4 * dayMs)
  await deps.db
    .updateTable('mail_messages')
    .set({ handed_over_at: null })
    .where('purpose', '=', 'billing.reminder')
    .where('person_key', '=', learner.personKey)
    .execute()
  await deps.db
    .updateTable('subscriptions')
    .set({ reminder_handed_over_at: null })
    .where('id', '=', learner.subscriptionId)
    .execute()
  site.clock.advance(5 * dayMs)
  await sweep(deps)
  await site.runJobs()
  expect(await states(learner)).toEqual([])
  const handedOver = site.clock.now()
  await deps.db
    .updateTable('mail_messages')
    .set({ handed_over_at: handedOver })
    .where('purpose', '=', 'billing.reminder')
    .where('person_key', '=', learner.personKey)
    .execute()
  await pass(site, 47 * hourMs, 6 * hourMs)
  expect(await states(learner)).toEqual([])
  await pass(site, 2 * hourMs, hourMs)
  expect(await states(learner)).toEqual(['succeeded'])
})

test('nothing is charged before the address is confirmed; then a reminder comes first', async () => {
  const learner = await learnerInTrial(site, world, { confirmed: false })
  await pass(site, 9 * dayMs)
  expect(await states(learner)).toEqual([])
  expect((await moneyMails(site, learner)).map((mail) => mail.purpose)).toEqual(['billing.trial-started'])
  expect(await worksUntil(learner)).toEqual((await subscriptionOf(site, learner)).trial_ends_at)
  expect(await page(learner)).toContain('nothing is charged before you confirm')
  await deps.db
    .updateTable('accounts')
    .set({ email_confirmed_at: site.clock.now() })
    .where('person_key', '=', learner.personKey)
    .execute()
  await pass(site, 47 * hourMs, 12 * hourMs)
  expect((await moneyMails(site, learner)).at(-1)?.purpose).toBe('billing.reminder')
  expect(await worksUntil(learner)).toBeNull()
  expect(await states(learner)).toEqual([])
  await pass(site, dayMs)
  expect(await states(learner)).toEqual(['succeeded'])
})

test('a trial that waits for the address for a month lapses, and keeps read access', async () => {
  const learner = await learnerInTrial(site, world, { confirmed: false })
  await pass(site, 40 * dayMs, 2 * dayMs)
  expect(await subscriptionOf(site, learner)).toMatchObject({ state: 'ended', end_reason: 'trial_lapsed' })
  expect(await moments(learner, 'trial_lapsed')).toHaveLength(1)
  expect(await states(learner)).toEqual([])
  await signInAgain(site, learner)
  const lesson = await learner.visitor.get(`/learn/${learner.enrolmentId}/items/${world.items.lesson}`)
  expect(lesson.status).toBe(200)
  expect(await lesson.text()).toContain('A loom holds the warp.')
})

test('a declined card is not tried again; ten days to pay with another, one charge for ten clicks', async () => {
  const learner = await learnerInTrial(site, world, { card: 'declined' })
  await pass(site, 9 * dayMs)
  expect(await states(learner)).toEqual(['failed'])
  expect(await subscriptionOf(site, learner)).toMatchObject({ state: 'past_due', next_charge_at: null })
  expect((await moneyMails(site, learner)).at(-1)?.body_text).toContain('we do not try again by ourselves')
  await pass(site, 5 * dayMs)
  expect(await states(learner)).toEqual(['failed'])
  const again = `/subscriptions/${learner.subscriptionId}/charges`
  const same = await learner.visitor.post(again)
  expect(same.status).toBe(422)
  expect(await same.text()).toContain('The bank refused again. Nothing was charged')
  const clicks = await Promise.all(
    Array.from({ length: 10 }, () => learner.visitor.post(again, { card: simulatedCard('works', 4001) })),
  )
  expect(clicks.some((click) => click.headers.get('location') === '/money?paid=1')).toBe(true)
  expect(await states(learner)).toEqual(['failed', 'failed', 'succeeded'])
  expect(await subscriptionOf(site, learner)).toMatchObject({ state: 'active', charges_paid: 1 })
  expect(await worksUntil(learner)).toBeNull()
})

test('a failed charge that nobody pays ends after ten days, and nothing is owed', async () => {
  const learner = await learnerInTrial(site, world, { card: 'declined' })
  await pass(site, 18 * dayMs)
  expect(await subscriptionOf(site, learner)).toMatchObject({ state: 'ended', end_reason: 'trial_lapsed' })
  expect(await states(learner)).toEqual(['failed'])
  const late = await learner.visitor.post(`/subscriptions/${learner.subscriptionId}/charges`)
  expect(late.status).toBe(422)
  expect(await late.text()).toContain('There is nothing to pay here now')
})

test('where the bank asks to confirm, the learner is asked, and confirming pays once', async () => {
  const learner = await learnerInTrial(site, world, { card: 'asks' })
  await pass(site, 8 * dayMs)
  expect(await states(learner)).toEqual(['failed'])
  expect((await moneyMails(site, learner)).at(-1)?.body_text).toContain('wants you to confirm')
  const page = await learner.visitor.get(`/subscriptions/${learner.subscriptionId}/confirmation`)
  expect(await page.text()).toContain('Your bank asks you to confirm')
  const asked = await learner.visitor.submit(`/subscriptions/${learner.subscriptionId}/charges`)
  expect(asked.html).toContain('Confirm at your bank')
  expect(await states(learner)).toEqual(['failed', 'intended'])
  const again = await learner.visitor.submit(`/subscriptions/${learner.subscriptionId}/charges`)
  expect(again.path).toBe(asked.path)
  const bank = /href="(\/simulated-bank\/[^"]+)"/.exec(asked.html)![1]!
  expect(await (await learner.visitor.get(bank)).text()).toContain('The simulated bank')
  const back = await learner.visitor.post(bank, { answer: 'yes' })
  const paid = await learner.visitor.get(back.headers.get('location')!)
  expect(paid.headers.get('location')).toBe('/money?paid=1')
  expect(await states(learner)).toEqual(['failed', 'succeeded'])
})

test('who refuses at the bank, or never comes back, is charged nothing and may try again', async () => {
  const learner = await learnerInTrial(site, world, { card: 'asks' })
  await pass(site, 8 * dayMs)
  const refused = await learner.visitor.submit(`/subscriptions/${learner.subscriptionId}/charges`)
  const bank = /href="(\/simulated-bank\/[^"]+)"/.exec(refused.html)![1]!
  const back = await learner.visitor.submit(bank, { answer: 'no' })
  expect(back.html).toContain('Nothing was charged')
  await learner.visitor.post(`/subscriptions/${learner.subscriptionId}/charges`)
  expect(await states(learner)).toEqual(['failed', 'failed', 'intended'])
  await pass(site, 2 * hourMs, hourMs)
  expect(await states(learner)).toEqual(['failed', 'failed', 'failed'])
  expect((await subscriptionOf(site, learner)).state).toBe('past_due')
})

test('a mail’s link cancels with one button and no sign-in; opening it changes nothing', async () => {
  const learner = await learnerInTrial(site, world)
  await pass(site, 8 * dayMs)
  const receipt = (await moneyMails(site, learner)).at(-1)!
  const path = cancelPathIn(receipt.body_text)
  const stranger = site.visitor()
  for (let opened = 0; opened < 3; opened++) expect((await stranger.get(path)).status).toBe(200)
  expect((await subscriptionOf(site, learner)).state).toBe('active')
  const done = await stranger.post(path)
  expect(await done.text()).toContain('is cancelled. Nothing more will be charged')
  expect((await stranger.post(path)).status).toBe(200)
  const subscription = await subscriptionOf(site, learner)
  expect(subscription).toMatchObject({ state: 'cancelled', next_charge_at: null })
  expect(await worksUntil(learner)).toEqual(subscription.paid_until)
  expect(await moments(learner, 'cancelled')).toHaveLength(1)
  await site.runJobs()
  expect(
    (await moneyMails(site, learner)).filter((mail) => mail.purpose === 'billing.cancelled'),
  ).toHaveLength(1)
  await pass(site, 70 * dayMs, 2 * dayMs)
  expect(await states(learner)).toEqual(['succeeded'])
  expect((await stranger.get(path)).status).toBe(404)
  expect((await stranger.get('/cancel/not-a-token')).status).toBe(404)
})

test('cancelling on the page in the trial costs nothing and leaves the trial to its end', async () => {
  const learner = await learnerInTrial(site, world)
  await pass(site, 2 * dayMs)
  const shown = await learner.visitor.submit(`/subscriptions/${learner.subscriptionId}/cancellation`)
  expect(shown.html).toContain('Cancelled. Nothing more will be charged; a mail confirms it.')
  const subscription = await subscriptionOf(site, learner)
  expect(await worksUntil(learner)).toEqual(subscription.trial_ends_at)
  await pass(site, 40 * dayMs, 2 * dayMs)
  expect(await states(learner)).toEqual([])
})

test('a cancellation can be taken back while what was paid runs; then the next charge comes as it would have', async () => {
  const learner = await learnerInTrial(site, world)
  const path = `/subscriptions/${learner.subscriptionId}/cancellation`
  await pass(site, 2 * dayMs)
  await learner.visitor.post(path)
  const back = await learner.visitor.submit(`${path}/taken-back`)
  expect(back.html).toContain('It goes on as before. Nothing was charged.')
  expect(await worksUntil(learner)).toBeNull()
  await pass(site, 6 * dayMs)
  expect(await states(learner)).toEqual(['succeeded'])
  await learner.visitor.post(path)
  await learner.visitor.post(`${path}/taken-back`)
  await pass(site, 31 * dayMs, dayMs)
  expect(await states(learner)).toEqual(['succeeded', 'succeeded'])
  await signInAgain(site, learner)
  await learner.visitor.post(path)
  expect((await learner.visitor.post(`${path}/taken-back`)).status).toBe(303)
  expect(
    (await moneyMails(site, learner)).filter((mail) => mail.purpose === 'billing.cancelled'),
  ).toHaveLength(2)
})

test('charging ends when the last piece is handed in, while its marks are still out', async () => {
  const learner = await learnerInTrial(site, world)
  await pass(site, 8 * dayMs)
  const handedInAt = site.clock.now()
  const workId = learner.subscriptionId
  await deps.db.transaction().execute((tx) =>
    recordHandIn(tx, deps, {
      enrolmentId: learner.enrolmentId,
      itemId: world.items.quiz,
      workId,
      handedInAt,
    }),
  )
  await work(site)
  expect(await subscriptionOf(site, learner)).toMatchObject({
    state: 'ended',
    end_reason: 'work_done',
    next_charge_at: null,
  })
  expect((await moneyMails(site, learner)).at(-1)?.body_text).toContain('waiting for marks costs nothing')
  await pass(site, 60 * dayMs, 2 * dayMs)
  expect(await states(learner)).toEqual(['succeeded'])
  expect(await worksUntil(learner)).toBeNull()
})

test('what was charged after the last hand-in, because its mark came late, is given back once', async () => {
  const learner = await learnerInTrial(site, world)
  await pass(site, 7 * dayMs - hourMs)
  const handedInAt = site.clock.now()
  await pass(site, 2 * dayMs)
  expect(await states(learner)).toEqual(['succeeded'])
  await deps.db.transaction().execute((tx) => recordMark(tx, deps, { ...markOf(learner), handedInAt }))
  await work(site)
  await work(site)
  expect(await subscriptionOf(site, learner)).toMatchObject({ state: 'ended', end_reason: 'work_done' })
  const paid = await selectPaidByEnrolment(deps.db, new Date(site.clock.now().getTime() + 1))
  expect(paid.find((row) => row.enrolment_id === learner.enrolmentId)?.paid_net_minor).toBe(0)
  expect(
    (await moneyMails(site, learner)).filter((mail) => mail.purpose === 'billing.refunded'),
  ).toHaveLength(1)
  const text = await page(learner)
  expect(text).toContain('€39 given back')
  expect(text).toContain('€0, 1 of at most 2')
})

test('a charge itself refuses where the work was done and nobody told it yet', async () => {
  const learner = await learnerInTrial(site, world)
  await pass(site, 7 * dayMs - hourMs)
  site.clock.advance(2 * hourMs)
  await considerCharge(deps, learner.subscriptionId)
  expect(await states(learner)).toEqual(['intended'])
  const [charge] = await chargesOf(site, learner)
  await deps.db.transaction().execute((tx) => recordMark(tx, deps, markOf(learner)))
  await makeCharge(deps, charge!.id)
  expect(await states(learner)).toEqual(['withdrawn'])
  await work(site)
  await pass(site, 40 * dayMs, 2 * dayMs)
  expect(await states(learner)).toEqual(['withdrawn'])
})

test('an answer that got lost after the money moved is found again: one charge, one entry, one receipt', async () => {
  const learner = await learnerInTrial(site, world, { card: 'lost' })
  await pass(site, 7 * dayMs)
  expect(await states(learner)).toEqual(['intended'])
  expect(await page(learner)).toContain('under way')
  await pass(site, hourMs, 10 * 60_000)
  await expectPaidOnce(learner)
})

test('a crash at any point between intention, gateway and books neither loses nor doubles the money', async () => {
  const real = simulatedGateway(deps)
  const crashes: Record<string, Partial<PaymentGateway>> = {
    'before the gateway heard of it': { charge: () => Promise.reject(new Error('crash')) },
    'after the gateway charged': {
      charge: async (request) => {
        await real.charge(request)
        throw new Error('crash')
      },
    },
  }
  for (const crash of Object.values(crashes)) {
    const learner = await learnerInTrial(site, world)
    await pass(site, 7 * dayMs - hourMs)
    site.clock.advance(2 * hourMs)
    await sweep(deps)
    deps.payments = { ...real, ...crash }
    const [intended] = await chargesOf(site, learner)
    await expect(makeCharge(deps, intended!.id)).rejects.toThrow('crash')
    expect(await states(learner)).toEqual(['intended'])
    // The queue is lost too: what is to be done stands in the tables.
    await deps.pool.query('delete from graphile_worker._private_jobs')
    deps.payments = undefined
    await pass(site, hourMs, 10 * 60_000)
    await expectPaidOnce(learner)
  }
})

test('many workers at once make one charge of one intention', async () => {
  const learner = await learnerInTrial(site, world)
  await pass(site, 7 * dayMs - hourMs)
  site.clock.advance(2 * hourMs)
  await Promise.all(Array.from({ length: 5 }, () => considerCharge(deps, learner.subscriptionId)))
  const charges = await chargesOf(site, learner)
  expect(charges).toHaveLength(1)
  await Promise.all(Array.from({ length: 5 }, () => makeCharge(deps, charges[0]!.id)))
  await site.runJobs()
  await expectPaidOnce(learner)
})

test('who cancels while the charge is only an intention is not charged', async () => {
  const learner = await learnerInTrial(site, world)
  await pass(site, 7 * dayMs - hourMs)
  site.clock.advance(2 * hourMs)
  await considerCharge(deps, learner.subscriptionId)
  await learner.visitor.post(`/subscriptions/${learner.subscriptionId}/cancellation`)
  await work(site)
  expect(await states(learner)).toEqual(['withdrawn'])
  const { rows } = await deps.pool.query(
    'select 1 from simulated_gateway_charges where idempotency_key = $1',
    [(await chargesOf(site, learner))[0]!.id],
  )
  expect(rows).toEqual([])
})

test('when we were away for two months the days are a gift, not two charges in a row', async () => {
  const learner = await learnerInTrial(site, world)
  await pass(site, 8 * dayMs)
  const first = (await chargesOf(site, learner))[0]!
  site.clock.advance(70 * dayMs)
  await work(site)
  expect(await states(learner)).toEqual(['succeeded'])
  const { next_charge_at: next } = await subscriptionOf(site, learner)
  expect(next!.getTime()).toBeGreaterThan(site.clock.now().getTime())
  await pass(site, next!.getTime() - site.clock.now().getTime() + hourMs, 2 * dayMs)
  expect(await states(learner)).toEqual(['succeeded', 'succeeded'])
  expect(
    (await chargesOf(site, learner))[1]!.period_start.getTime() - first.period_start.getTime(),
  ).toBeGreaterThan(80 * dayMs)
})

async function expectPaidOnce(learner: Learner): Promise<void> {
  const charges = await chargesOf(site, learner)
  expect(charges.map((charge) => charge.state)).toEqual(['succeeded'])
  const id = charges[0]!.id
  const counts = await deps.pool.query(
    `select (select count(*) from simulated_gateway_charges where idempotency_key = $1) as gateway,
      (select count(*) from ledger_transactions where charge_id = $1::uuid) as booked,
      (select sum(amount_minor) from ledger_entries l join ledger_transactions t on t.id = l.transaction_id
        where t.charge_id = $1::uuid and l.account = 'gateway:simulated') as minor,
      (select count(*) from mail_messages where idempotency_key = 'billing.receipt:' || $1) as receipts`,
    [id],
  )
  expect(counts.rows[0]).toEqual({ gateway: 1, booked: 1, minor: '3900', receipts: 1 })
  expect(await subscriptionOf(site, learner)).toMatchObject({ state: 'active', charges_paid: 1 })
}

function markOf(learner: Learner) {
  return {
    enrolmentId: learner.enrolmentId,
    itemId: world.items.quiz,
    workId: learner.subscriptionId,
    points: 4,
    pointsMax: 4,
    shares: { computer: 1, peers: 0, educators: 0 },
    peerCount: 0,
    educatorCount: 0,
    handedInAt: site.clock.now(),
  }
}

async function moments(learner: Learner, kind: 'committed' | 'cancelled' | 'trial_lapsed') {
  return deps.db
    .selectFrom('enrolment_events')
    .select('at')
    .where('enrolment_id', '=', learner.enrolmentId)
    .where('kind', '=', kind)
    .execute()
}

async function worksUntil(learner: Learner): Promise<Date | null> {
  const row = await deps.db
    .selectFrom('enrolment_access')
    .select('works_until')
    .where('enrolment_id', '=', learner.enrolmentId)
    .executeTakeFirst()
  return row?.works_until ?? null
}

async function page(learner: Learner): Promise<string> {
  return (await learner.visitor.get('/money')).text()
}
