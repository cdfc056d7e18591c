import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import {
  chargesOf,
  dayMs,
  hourMs,
  type Learner,
  learnerInTrial,
  moneyMails,
  openLesson,
  pass,
  publishPaidWeaving,
  setBusy,
  signInAgain,
  subscriptionOf,
  work,
} from '../../../tests/support/billing.ts'
import { openTestSite, type TestSite } from '../../../tests/support/site.ts'
import type { World } from '../../../tests/worlds.ts'
import { checkLedger } from './check-ledger.ts'
import { considerCharge } from './intend-charge.ts'
import { makeCharge } from './make-charge.ts'
import { pauseSubscription, resumeSubscription } from './pausing/pause.ts'
import { lockOptionalDue } from './select-due.ts'
import { sweep } from './sweep.ts'
import { makeGoodForEnrolment } from './waiting/make-good.ts'
import { beat, makeGoodOutages } from './waiting/pulse.ts'

let site: TestSite
let world: World
beforeAll(async () => {
  site = await openTestSite()
  world = await publishPaidWeaving(site)
})
// Whatever a test did, the ledger must still prove every rule.
afterEach(async () => {
  const report = await checkLedger(site.deps.db, site.clock.now())
  expect(report.findings.filter((finding) => finding.brokenCount > 0)).toEqual([])
})
afterAll(() => site.close())

const states = async (learner: Learner) => (await chargesOf(site, learner)).map((charge) => charge.state)
const at = (learner: Learner, path: string) => `/subscriptions/${learner.subscriptionId}/${path}`

/** Somebody who paid the first month. */
async function learnerWhoPaid(options: Parameters<typeof learnerInTrial>[2] = {}): Promise<Learner> {
  const learner = await learnerInTrial(site, world, options)
  await pass(site, 7 * dayMs + hourMs, dayMs)
  await work(site)
  expect(await states(learner)).toEqual(['succeeded'])
  return learner
}

async function refundsOf(learner: Learner) {
  return site.deps.db
    .selectFrom('refunds as r')
    .innerJoin('charges as c', 'c.id', 'r.charge_id')
    .select(['r.reason', 'r.form', 'r.amount_minor', 'r.state'])
    .where('c.subscription_id', '=', learner.subscriptionId)
    .orderBy('r.intended_at')
    .execute()
}

const credit = async (learner: Learner) => {
  const { rows } = await site.deps.pool.query(
    `select coalesce(-sum(amount_minor), 0)::int as left from ledger_entries where account = $1`,
    [`credit:${learner.enrolmentId}`],
  )
  return rows[0].left as number
}

test('a month in which nothing was done is given back at its end and pauses; one click resumes it, with a reminder', async () => {
  const learner = await learnerWhoPaid({ busy: false })
  await pass(site, 31 * dayMs, dayMs)
  expect(await states(learner)).toEqual(['succeeded'])
  expect(await refundsOf(learner)).toEqual([
    { reason: 'idle_period', form: 'card', amount_minor: 3900, state: 'succeeded' },
  ])
  expect(await subscriptionOf(site, learner)).toMatchObject({
    state: 'paused',
    paused_by: 'idle',
    next_charge_at: null,
  })
  const mail = (await moneyMails(site, learner)).at(-1)!
  expect(mail.purpose).toBe('billing.idle')
  expect(mail.body_text).toContain('you did nothing in Weaving Basics')
  const path = /https?:\/\/[^/\s]+(\/pause\/\S+)/.exec(mail.body_text)![1]!
  const stranger = site.visitor()
  for (let opened = 0; opened < 3; opened++) expect((await stranger.get(path)).status).toBe(200)
  expect((await subscriptionOf(site, learner)).state).toBe('paused')
  const resumed = await stranger.post(path, { to: 'resume' })
  expect(await resumed.text()).toContain('Nothing was charged today')
  const resumedAt = site.clock.now().getTime()
  expect((await subscriptionOf(site, learner)).state).toBe('active')
  setBusy(learner, true)
  await pass(site, 47 * hourMs, 6 * hourMs)
  expect(await states(learner)).toEqual(['succeeded'])
  expect((await moneyMails(site, learner)).at(-1)?.purpose).toBe('billing.reminder')
  await pass(site, dayMs, 6 * hourMs)
  expect(await states(learner)).toEqual(['succeeded', 'succeeded'])
  const second = (await chargesOf(site, learner))[1]!
  expect(second.intended_at.getTime() - resumedAt).toBeGreaterThanOrEqual(48 * hourMs)
})

test('who chooses credit gets an idle month as credit; it pays the next month, and what is left goes back to the card', async () => {
  const learner = await learnerWhoPaid({ busy: false })
  await learner.visitor.post(at(learner, 'idle-gives'), { gives: 'credit' })
  await pass(site, 31 * dayMs, dayMs)
  expect(await credit(learner)).toBe(3900)
  await resumeSubscription(site.deps, { id: learner.subscriptionId, actor: learner.personKey })
  setBusy(learner, true)
  await pass(site, 4 * dayMs, 12 * hourMs)
  const [, second] = await chargesOf(site, learner)
  expect(second).toMatchObject({ state: 'succeeded', amount_minor: 0, credit_minor: 3900, gateway: 'credit' })
  expect(await credit(learner)).toBe(0)

  const other = await learnerWhoPaid({ busy: false })
  await other.visitor.post(at(other, 'idle-gives'), { gives: 'credit' })
  await pass(site, 31 * dayMs, dayMs)
  expect(await credit(other)).toBe(3900)
  await signInAgain(site, other)
  await other.visitor.post(at(other, 'cancellation'))
  await work(site)
  expect(await credit(other)).toBe(0)
  expect((await refundsOf(other)).map((refund) => [refund.reason, refund.form])).toEqual([
    ['idle_period', 'credit'],
    ['credit_left', 'card'],
  ])
})

test('one opening in the last minute of a paid month is activity, and nothing is given back', async () => {
  const learner = await learnerWhoPaid({ busy: false })
  const { paid_until: end } = await subscriptionOf(site, learner)
  site.clock.advance(end!.getTime() - site.clock.now().getTime() - 60_000)
  await openLesson(site, learner)
  await pass(site, 2 * 60_000, 60_000)
  expect(await refundsOf(learner)).toEqual([])
  expect(await states(learner)).toEqual(['succeeded', 'succeeded'])
})

test('a pause keeps what is left, takes no work and charges nothing; resuming lets it run out first', async () => {
  const learner = await learnerWhoPaid()
  await pass(site, 10 * dayMs, 2 * dayMs)
  const before = await subscriptionOf(site, learner)
  const left = before.paid_until!.getTime() - site.clock.now().getTime()
  const page = await learner.visitor.submit(at(learner, 'pause'))
  expect(page.html).toContain('Paused. Nothing is charged until you resume it')
  await pass(site, 60 * dayMs, 5 * dayMs)
  expect(await states(learner)).toEqual(['succeeded'])
  await signInAgain(site, learner)
  const back = await learner.visitor.submit(at(learner, 'resumption'))
  expect(back.html).toContain('It goes on. Nothing was charged today')
  const after = await subscriptionOf(site, learner)
  expect(after.paid_until!.getTime() - site.clock.now().getTime()).toBe(left)
  expect(after.next_charge_at).toEqual(after.paid_until)
  await pass(site, left - hourMs, 2 * dayMs)
  expect(await states(learner)).toEqual(['succeeded'])
  await pass(site, 2 * hourMs, hourMs)
  const [, second] = await chargesOf(site, learner)
  expect(second).toMatchObject({ state: 'succeeded', period_start: after.paid_until })
})

test('all pauses together last six months at most; then it is cancelled and never charged', async () => {
  const learner = await learnerWhoPaid()
  await pauseSubscription(site.deps, { id: learner.subscriptionId })
  await pass(site, 182 * dayMs, 14 * dayMs)
  expect((await subscriptionOf(site, learner)).state).toBe('paused')
  await pass(site, 2 * dayMs, dayMs)
  expect(await subscriptionOf(site, learner)).toMatchObject({ state: 'cancelled', next_charge_at: null })
  expect((await moneyMails(site, learner)).map((mail) => mail.body_text).join()).toContain(
    'paused for six months',
  )
  await pass(site, 60 * dayMs, 10 * dayMs)
  expect(await states(learner)).toEqual(['succeeded'])
})

test('a pause against a charge: what was only intended is withdrawn; what the bank has is kept whole', async () => {
  const learner = await learnerInTrial(site, world)
  await pass(site, 7 * dayMs - hourMs, 12 * hourMs)
  site.clock.advance(2 * hourMs)
  await considerCharge(site.deps, learner.subscriptionId)
  await pauseSubscription(site.deps, { id: learner.subscriptionId })
  await work(site)
  expect(await states(learner)).toEqual(['withdrawn'])

  const other = await learnerInTrial(site, world)
  await pass(site, 7 * dayMs - hourMs, 12 * hourMs)
  site.clock.advance(2 * hourMs)
  await considerCharge(site.deps, other.subscriptionId)
  const [charge] = await chargesOf(site, other)
  await Promise.all([
    makeCharge(site.deps, charge!.id),
    pauseSubscription(site.deps, { id: other.subscriptionId }),
  ])
  await work(site)
  const after = await subscriptionOf(site, other)
  expect(after.state).toBe('paused')
  const [settled] = await chargesOf(site, other)
  const month = settled!.period_end.getTime() - settled!.period_start.getTime()
  if (settled!.state === 'succeeded')
    expect(Math.abs(Number(after.paused_left_ms) - month)).toBeLessThan(hourMs * 24)
  else expect(settled!.state).toBe('withdrawn')
})

test('a cancellation is taken back within 30 days also when nothing runs: a new period after a reminder, at the same price', async () => {
  const learner = await learnerWhoPaid()
  await learner.visitor.post(at(learner, 'cancellation'))
  await pass(site, 25 * dayMs, 5 * dayMs)
  await signInAgain(site, learner)
  await learner.visitor.post(at(learner, 'cancellation'))
  const { paid_until: end } = await subscriptionOf(site, learner)
  await site.deps.db
    .updateTable('subscriptions')
    .set({ cancelled_at: new Date(end!.getTime() - dayMs) })
    .where('id', '=', learner.subscriptionId)
    .execute()
  await pass(site, end!.getTime() - site.clock.now().getTime() + 5 * dayMs, 2 * dayMs)
  await signInAgain(site, learner)
  const back = await learner.visitor.submit(`${at(learner, 'cancellation')}/taken-back`)
  expect(back.html).toContain('It goes on as before')
  const since = site.clock.now().getTime()
  await pass(site, 4 * dayMs, 12 * hourMs)
  const [, second] = await chargesOf(site, learner)
  expect(second).toMatchObject({ state: 'succeeded', list_minor: 3900 })
  expect(second!.intended_at.getTime() - since).toBeGreaterThanOrEqual(48 * hourMs)

  const late = await learnerInTrial(site, world)
  await late.visitor.post(at(late, 'cancellation'))
  await pass(site, 31 * dayMs, 5 * dayMs)
  await signInAgain(site, late)
  expect((await late.visitor.post(`${at(late, 'cancellation')}/taken-back`)).status).toBe(422)
})

test('who takes back the last month of the cap can’t finish for free by taking the cancellation back', async () => {
  const learner = await learnerWhoPaid()
  await pass(site, 31 * dayMs, dayMs)
  expect((await subscriptionOf(site, learner)).state).toBe('free_to_finish')
  await signInAgain(site, learner)
  expect((await learner.visitor.post(at(learner, 'refunds'), { minor: '1' })).status).toBe(303)
  await work(site)
  expect((await moneyMails(site, learner)).map((mail) => mail.body_text).join()).not.toContain(
    'If you change your mind',
  )
  expect(await (await learner.visitor.get('/money')).text()).not.toContain('Take the cancellation back')
  expect((await learner.visitor.post(`${at(learner, 'cancellation')}/taken-back`)).status).toBe(422)
  expect((await subscriptionOf(site, learner)).state).toBe('cancelled')
})

test('credit that is on its way back to the card pays no month as well', async () => {
  const learner = await learnerWhoPaid({ busy: false })
  await learner.visitor.post(at(learner, 'idle-gives'), { gives: 'credit' })
  await pass(site, 31 * dayMs, dayMs)
  expect(await credit(learner)).toBe(3900)
  await signInAgain(site, learner)
  await learner.visitor.post(at(learner, 'cancellation'))
  expect((await refundsOf(learner)).at(-1)).toMatchObject({ reason: 'credit_left', state: 'intended' })
  const left = await site.deps.db
    .transaction()
    .execute(async (tx) => (await lockOptionalDue(tx, learner.subscriptionId))!.creditMinor)
  expect(left).toBe(0)
  await work(site)
  expect(await credit(learner)).toBe(0)
})

test('the first charge is given back in full within 14 days, later ones by unused days; pressing often gives back once', async () => {
  const learner = await learnerWhoPaid()
  await pass(site, 3 * dayMs, dayMs)
  const page = await (await learner.visitor.get('/money')).text()
  expect(page).toContain('Give me back €39')
  const pressed = await Promise.all(
    Array.from({ length: 5 }, () => learner.visitor.post(at(learner, 'refunds'), { minor: '3900' })),
  )
  expect(pressed.filter((one) => one.status === 303)).toHaveLength(1)
  await work(site)
  expect(await refundsOf(learner)).toEqual([
    { reason: 'withdrawal', form: 'card', amount_minor: 3900, state: 'succeeded' },
  ])
  expect((await subscriptionOf(site, learner)).state).toBe('cancelled')

  const other = await learnerWhoPaid()
  await pass(site, 31 * dayMs, dayMs)
  expect(await states(other)).toEqual(['succeeded', 'succeeded'])
  await pass(site, 5 * dayMs, dayMs)
  await signInAgain(site, other)
  const [, second] = await chargesOf(site, other)
  const days = Math.round((second!.period_end.getTime() - second!.period_start.getTime()) / dayMs)
  const unused = Math.floor((second!.period_end.getTime() - site.clock.now().getTime()) / dayMs)
  const minor = Math.ceil((3900 * unused) / days)
  expect((await other.visitor.post(at(other, 'refunds'), { minor: String(minor + 1) })).status).toBe(422)
  expect((await other.visitor.post(at(other, 'refunds'), { minor: String(minor) })).status).toBe(303)
  await work(site)
  expect((await refundsOf(other)).map((refund) => [refund.reason, refund.amount_minor])).toEqual([
    ['self_service', minor],
  ])
})

test('a charge after which nothing was opened is given back in full', async () => {
  const learner = await learnerWhoPaid()
  await pass(site, 30 * dayMs, dayMs)
  setBusy(learner, false)
  await pass(site, 5 * dayMs, dayMs)
  await site.deps.db
    .deleteFrom('enrolment_openings')
    .where('enrolment_id', '=', learner.enrolmentId)
    .where('at', '>=', (await chargesOf(site, learner))[1]!.settled_at!)
    .execute()
  await signInAgain(site, learner)
  expect(await (await learner.visitor.get('/money')).text()).toContain('nothing was opened since')
  expect((await learner.visitor.post(at(learner, 'refunds'), { minor: '3900' })).status).toBe(303)
})

test('days for which somebody waited for a mark are added to the paid period, once', async () => {
  const learner = await learnerWhoPaid()
  const before = await subscriptionOf(site, learner)
  const wait = { cause: 'marks_late', sourceId: learner.personKey, days: 3 } as const
  for (let n = 0; n < 3; n++)
    await makeGoodForEnrolment(site.deps, { enrolmentId: learner.enrolmentId, ...wait })
  const after = await subscriptionOf(site, learner)
  expect(after.paid_until!.getTime() - before.paid_until!.getTime()).toBe(3 * dayMs)
  expect(after.next_charge_at).toEqual(after.paid_until)
  await pass(site, after.paid_until!.getTime() - site.clock.now().getTime() - hourMs, 3 * dayMs)
  expect(await states(learner)).toEqual(['succeeded'])
  await pass(site, 2 * hourMs, hourMs)
  const [, second] = await chargesOf(site, learner)
  const days = (second!.period_end.getTime() - second!.period_start.getTime()) / dayMs
  expect(Math.round(days)).toBeGreaterThanOrEqual(28)
})

test('an outage of more than an hour is noticed by the pulse and made good to whoever was learning', async () => {
  const learner = await learnerWhoPaid()
  const before = await subscriptionOf(site, learner)
  await beat(site.deps)
  site.clock.advance(59 * 60_000)
  await beat(site.deps)
  site.clock.advance(26 * hourMs)
  await beat(site.deps)
  await makeGoodOutages(site.deps)
  await makeGoodOutages(site.deps)
  const after = await subscriptionOf(site, learner)
  expect(after.paid_until!.getTime() - before.paid_until!.getTime()).toBe(2 * dayMs)
  await site.runJobs()
  expect((await moneyMails(site, learner)).at(-1)?.purpose).toBe('billing.days-added')
})

test('a hundred clicks on pay at the same moment make one charge', async () => {
  const learner = await learnerInTrial(site, world, { card: 'declined' })
  await pass(site, 8 * dayMs, dayMs)
  expect(await states(learner)).toEqual(['failed'])
  await Promise.all(
    Array.from({ length: 100 }, () =>
      learner.visitor.post(at(learner, 'charges'), { card: '9999 4321 7777 1999' }),
    ),
  )
  await work(site)
  expect((await states(learner)).filter((state) => state === 'succeeded')).toHaveLength(1)
})

test('a sweep that is killed in the middle and two at once do everything once', async () => {
  const learners = []
  for (let n = 0; n < 4; n++) learners.push(await learnerInTrial(site, world))
  await pass(site, 7 * dayMs - hourMs, 12 * hourMs)
  site.clock.advance(2 * hourMs)
  await Promise.all([sweep(site.deps), sweep(site.deps), sweep(site.deps)])
  for (const learner of learners) expect(await states(learner)).toEqual(['intended'])
  await work(site)
  for (const learner of learners) expect(await states(learner)).toEqual(['succeeded'])
})

test('the calendar file says the end of the trial to the minute, behind a link of its own', async () => {
  const learner = await learnerInTrial(site, world)
  await site.runJobs()
  const [mail] = await moneyMails(site, learner)
  const path = /https?:\/\/[^/\s]+(\/calendar\/\S+)/.exec(mail!.body_text)![1]!
  const file = await site.visitor().get(path)
  expect(file.headers.get('content-type')).toContain('text/calendar')
  const { trial_ends_at: ends } = await subscriptionOf(site, learner)
  const stamp = `${ends.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
  const text = await file.text()
  expect(text).toContain(`DTSTART:${stamp}`)
  expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true)
  expect((await learner.visitor.get(at(learner, 'calendar'))).status).toBe(200)
})
