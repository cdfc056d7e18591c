import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
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
  trialFields,
  work,
} from '../../../../tests/support/billing.ts'
import { openTestSite, type TestSite, type Visitor } from '../../../../tests/support/site.ts'
import { signedIn, type World } from '../../../../tests/worlds.ts'
import { erasePerson } from '../../account/erase-person.ts'
import { checkLedger, selectAidedEnrolments } from '../api.ts'
import { billingJobs } from '../jobs.ts'

// Aid as it is lived: the rules decide at once, a trial is never touched, nothing is charged while a person decides.

let site: TestSite
let world: World
let operators = 0

beforeAll(async () => {
  site = await openTestSite()
  world = await publishPaidWeaving(site)
})
afterAll(() => site.close())

const aidPath = '/credentials/weaving-basics/aid'
const ask = (visitor: Visitor, income: string, situation = 'none') =>
  visitor.submit(aidPath, { country: 'KE', household: '3', income, situation })
const hourly = async () => {
  await billingJobs.jobs['billing.aid']!(site.deps, {})
  await site.runJobs()
}

async function applicationOf(personKey: string) {
  return site.deps.db
    .selectFrom('aid_applications')
    .selectAll()
    .where('person_key', '=', personKey)
    .orderBy('applied_at', 'desc')
    .executeTakeFirstOrThrow()
}

async function eventsOf(enrolmentId: string): Promise<string[]> {
  const rows = await site.deps.db
    .selectFrom('enrolment_events')
    .select('kind')
    .where('enrolment_id', '=', enrolmentId)
    .execute()
  return rows.map((row) => row.kind)
}

async function appeal(learner: Learner, text = 'We lost the harvest.') {
  const { id } = await applicationOf(learner.personKey)
  await learner.visitor.post(`/aid-applications/${id}/appeals`, { text })
  return id
}

async function operatorDecides(id: string, percent: string): Promise<number> {
  const operator = (
    await signedIn(site, {
      email: `operator${++operators}@example.org`,
      role: { role: 'operator', providerId: null },
    })
  ).visitor
  const answered = await operator.post(`/operations/aid-appeals/${id}/decision`, {
    percent,
    answer: 'Agreed.',
  })
  return answered.status
}

describe('the form', () => {
  test('asks where and how many first, then says the bands in the money of the place', async () => {
    const { visitor } = await signedIn(site, { email: 'form@example.org' })
    const first = await (await visitor.get(aidPath)).text()
    expect(first).toContain('Kenya')
    expect(first).not.toContain('name="income"')
    const second = await (await visitor.get(`${aidPath}?country=KE&household=4`)).text()
    expect(second).toContain('26,000')
    const wrong = await visitor.get(`${aidPath}?country=XX&household=99`)
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('a number from 1 to 12')
  })

  test('nothing chosen is said beside the field and keeps what was typed', async () => {
    const { visitor } = await signedIn(site, { email: 'nothing@example.org' })
    const answer = await visitor.post(aidPath, { country: 'KE', household: '2', situation: 'student' })
    expect(answer.status).toBe(422)
    const text = await answer.text()
    expect(text).toContain('Choose one line')
    expect(text).toMatch(/value="student"[^>]*checked|checked[^>]*value="student"/)
  })

  test('the rules stand on a page for everybody, with the line of every country', async () => {
    const text = await (await site.visitor().get('/aid')).text()
    expect(text).toContain('Kenya')
    expect(text).toContain('75%')
    expect(text).toContain('within 3 days')
  })
})

describe('a decision', () => {
  test('comes at once with its reason, by mail too; a second form changes nothing', async () => {
    const learner = await learnerInTrial(site, world)
    const [first] = await Promise.all([1, 2, 3].map(() => ask(learner.visitor, 'under_line')))
    expect(first!.html).toContain('75%')
    expect(first!.html).toContain('at most what its country and size need')
    await ask(learner.visitor, 'under_half')
    expect((await applicationOf(learner.personKey)).percent).toBe(75)
    const mails = (await moneyMails(site, learner)).filter((mail) => mail.purpose === 'billing.aid-decided')
    expect(mails).toHaveLength(1)
    expect(mails[0]!.body_text).toContain('€9.75 a month instead of €39')
  })

  test('in part: the trial runs on to its hour, the reminder and the charge say the lower price, for every month', async () => {
    const learner = await learnerInTrial(site, world)
    const before = await subscriptionOf(site, learner)
    await pass(site, 2 * dayMs)
    await ask(learner.visitor, 'under_double')
    const after = await subscriptionOf(site, learner)
    expect(after.trial_ends_at).toEqual(before.trial_ends_at)
    expect(after.next_charge_at).toEqual(before.next_charge_at)
    await pass(site, 6 * dayMs)
    await signInAgain(site, learner)
    const reminder = (await moneyMails(site, learner)).find((mail) => mail.purpose === 'billing.reminder')!
    expect(reminder.body_text).toContain('€19.50')
    expect(await chargesOf(site, learner)).toMatchObject([
      { state: 'succeeded', list_minor: 3900, discount_minor: 1950, amount_minor: 1950 },
    ])
  })

  test('granted before the trial: the trial begins with it', async () => {
    const { visitor, personKey } = await signedIn(site, { email: 'before@example.org' })
    await ask(visitor, 'under_line')
    const page = await (await visitor.get('/credentials/weaving-basics/trial')).text()
    expect(page).toContain('€9.75')
    const started = await visitor.post(
      '/credentials/weaving-basics/trial',
      trialFields(world, simulatedCard('works', 771)),
    )
    expect(started.status).toBe(303)
    const row = await site.deps.db
      .selectFrom('subscriptions')
      .select(['discount_bp', 'discount_charges_left', 'enrolment_id'])
      .where('person_key', '=', personKey)
      .executeTakeFirstOrThrow()
    expect(row).toMatchObject({ discount_bp: 7500, discount_charges_left: null })
    const mail = await site.deps.db
      .selectFrom('mail_messages')
      .select('body_text')
      .where('person_key', '=', personKey)
      .where('purpose', '=', 'billing.trial-started')
      .executeTakeFirstOrThrow()
    expect(mail.body_text).toContain('€9.75 a month')
    const aided = await selectAidedEnrolments(site.deps.db, new Date(site.clock.now().getTime() + 1))
    expect(aided.find((one) => one.enrolment_id === row.enrolment_id)).toMatchObject({ percent: 75 })
  })

  test('whole, without a trial: one button, no card, the route is aid and it is committed', async () => {
    const { visitor, personKey } = await signedIn(site, { email: 'whole@example.org' })
    const decided = await ask(visitor, 'unsaid', 'displaced')
    expect(decided.html).toContain('You have nothing to pay')
    const { id } = await applicationOf(personKey)
    const [one, two] = await Promise.all(
      [1, 2].map(() => visitor.post(`/aid-applications/${id}/acceptances`)),
    )
    expect(one!.headers.get('location')).toMatch(/^\/learn\//)
    expect(two!.headers.get('location')).toBe(one!.headers.get('location'))
    const enrolments = await site.deps.db
      .selectFrom('enrolments')
      .select(['id', 'route'])
      .where('person_key', '=', personKey)
      .execute()
    expect(enrolments).toMatchObject([{ route: 'aid' }])
    expect(await eventsOf(enrolments[0]!.id)).toContain('committed')
    await pass(site, 40 * dayMs, 5 * dayMs)
    const charges = await site.deps.pool.query(
      'select 1 from charges c join subscriptions s on s.id = c.subscription_id where s.person_key = $1',
      [personKey],
    )
    expect(charges.rows).toEqual([])
  })

  test('whole, in a trial: nothing is ever charged, work goes on being taken after its end', async () => {
    const learner = await learnerInTrial(site, world)
    await ask(learner.visitor, 'under_half')
    await pass(site, 45 * dayMs, 3 * dayMs)
    expect(await subscriptionOf(site, learner)).toMatchObject({
      state: 'free_to_finish',
      free_because: 'aid',
      next_charge_at: null,
    })
    expect(await chargesOf(site, learner)).toEqual([])
    expect(await eventsOf(learner.enrolmentId)).toContain('committed')
    await signInAgain(site, learner)
    const page = await (await learner.visitor.get(`/learn/${learner.enrolmentId}`)).text()
    expect(page).not.toContain('no longer taken')
  })
})

describe('an appeal', () => {
  test('holds the charge until a person decided; then a reminder with the new price comes 48 hours before it', async () => {
    const learner = await learnerInTrial(site, world)
    await ask(learner.visitor, 'over')
    await pass(site, 6 * dayMs)
    const id = await appeal(learner)
    expect(await subscriptionOf(site, learner)).toMatchObject({
      state: 'trial',
      aid_open: true,
      next_charge_at: null,
    })
    await pass(site, 2 * dayMs)
    expect(await chargesOf(site, learner)).toEqual([])
    expect(await operatorDecides(id, '50')).toBe(303)
    const decidedAt = site.clock.now()
    const planned = await subscriptionOf(site, learner)
    expect(planned).toMatchObject({ aid_open: false, held_charge_at: null, discount_bp: 5000 })
    expect(planned.next_charge_at!.getTime()).toBeGreaterThanOrEqual(decidedAt.getTime() + 48 * hourMs)
    await pass(site, 4 * dayMs)
    const charges = await chargesOf(site, learner)
    expect(charges).toMatchObject([{ state: 'succeeded', amount_minor: 1950 }])
    const reminders = (await moneyMails(site, learner)).filter((mail) => mail.purpose === 'billing.reminder')
    expect(reminders.at(-1)!.body_text).toContain('€19.50')
    expect(charges[0]!.intended_at.getTime() - reminders.at(-1)!.created_at.getTime()).toBeGreaterThanOrEqual(
      48 * hourMs,
    )
  })

  test('in a later month: the next period begins when the charge comes, and the days between are a gift', async () => {
    const learner = await learnerInTrial(site, world)
    await pass(site, 36 * dayMs)
    await signInAgain(site, learner)
    await ask(learner.visitor, 'over')
    const id = await appeal(learner)
    const held = (await subscriptionOf(site, learner)).held_charge_at!
    await pass(site, held.getTime() - site.clock.now().getTime() + hourMs)
    expect(await chargesOf(site, learner)).toHaveLength(1)
    await operatorDecides(id, '75')
    await pass(site, 2.5 * dayMs)
    const [, second] = await chargesOf(site, learner)
    expect(second).toMatchObject({ state: 'succeeded', amount_minor: 975 })
    expect(second!.period_start.getTime()).toBeGreaterThan(held.getTime() + 48 * hourMs - 1)
    expect(second!.period_end.getTime() - second!.period_start.getTime()).toBeGreaterThanOrEqual(28 * dayMs)
  })

  test('that nobody decides within three days is decided for the learner', async () => {
    const learner = await learnerInTrial(site, world)
    await ask(learner.visitor, 'under_double')
    await appeal(learner)
    site.clock.advance(3 * dayMs - 1000)
    await hourly()
    expect((await applicationOf(learner.personKey)).appeal_decided_at).toBeNull()
    site.clock.advance(1000)
    await hourly()
    expect(await applicationOf(learner.personKey)).toMatchObject({
      appeal_percent: 75,
      appeal_decided_by: 'time',
    })
    expect((await subscriptionOf(site, learner)).discount_bp).toBe(7500)
    const mail = (await moneyMails(site, learner)).at(-1)!
    expect(mail.body_text).toContain('Nobody had looked')
  })

  test('never makes it worse, is decided once, and nobody decides their own', async () => {
    const learner = await learnerInTrial(site, world)
    await ask(learner.visitor, 'under_line')
    const id = await appeal(learner)
    expect(await operatorDecides(id, '50')).toBe(409)
    await site.deps.db
      .insertInto('roles')
      .values({
        person_key: learner.personKey,
        role: 'operator',
        provider_id: null,
        granted_at: site.clock.now(),
      })
      .execute()
    expect(
      (await learner.visitor.post(`/operations/aid-appeals/${id}/decision`, { percent: '100' })).status,
    ).toBe(409)
    const shown = await (await learner.visitor.get('/operations/aid-appeals')).text()
    expect(shown).not.toContain(learner.email)
    await operatorDecides(id, '100')
    expect(await operatorDecides(id, '75')).toBe(409)
    expect((await applicationOf(learner.personKey)).appeal_percent).toBe(100)
  })

  test('of somebody else is not found', async () => {
    const learner = await learnerInTrial(site, world)
    await ask(learner.visitor, 'over')
    const { id } = await applicationOf(learner.personKey)
    const { visitor } = await signedIn(site, { email: 'nosy@example.org' })
    expect((await visitor.post(`/aid-applications/${id}/appeals`, { text: '' })).status).toBe(404)
    expect((await visitor.post(`/aid-applications/${id}/acceptances`)).status).toBe(404)
  })
})

test('the database itself refuses a charge while aid is undecided, and holds one that is planned', async () => {
  const learner = await learnerInTrial(site, world)
  await ask(learner.visitor, 'over')
  await appeal(learner)
  const at = site.clock.now()
  await site.deps.pool.query('update subscriptions set next_charge_at = $2 where id = $1', [
    learner.subscriptionId,
    at,
  ])
  expect(await subscriptionOf(site, learner)).toMatchObject({ next_charge_at: null, held_charge_at: at })
  await site.deps.pool.query(
    `update subscriptions set reminder_handed_over_at = $2::timestamptz - interval '49 hours' where id = $1`,
    [learner.subscriptionId, new Date(at.getTime() + 30 * dayMs)],
  )
  await expect(
    site.deps.pool.query(
      `insert into charges (id, subscription_id, number, gateway, state, period_start, period_end, list_minor, amount_minor, currency, intended_at)
       values (gen_random_uuid(), $1, 1, 'simulated', 'intended', $2, $3, 3900, 3900, 'EUR', $2)`,
      [learner.subscriptionId, new Date(at.getTime() + 30 * dayMs), new Date(at.getTime() + 60 * dayMs)],
    ),
  ).rejects.toThrow(/aid is undecided/)
})

test('answers are deleted after thirty days, and at once with the person; how much was given stays', async () => {
  const [old, erased] = [await learnerInTrial(site, world), await learnerInTrial(site, world)]
  await ask(old.visitor, 'under_line', 'student')
  await ask(erased.visitor, 'under_line', 'student')
  await erasePerson(site.deps, erased.personKey)
  await work(site)
  const gone = {
    country: null,
    household: null,
    income: null,
    situation: null,
    rule: null,
    appeal_text: null,
  }
  expect(await applicationOf(erased.personKey)).toMatchObject({ ...gone, percent: 100 })
  site.clock.advance(29 * dayMs)
  await hourly()
  expect((await applicationOf(old.personKey)).country).toBe('KE')
  site.clock.advance(dayMs)
  await hourly()
  expect(await applicationOf(old.personKey)).toMatchObject({ ...gone, percent: 100 })
})

test('after all of it every check of the ledger holds', async () => {
  await pass(site, 2 * dayMs)
  const report = await checkLedger(site.deps.db, site.clock.now())
  expect(report.findings.filter((finding) => finding.brokenCount > 0)).toEqual([])
})
