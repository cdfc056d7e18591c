import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  dayMs,
  learnerInTrial,
  pass,
  publishPaidWeaving,
  simulatedCard,
  subscriptionOf,
  work,
} from '../../../../tests/support/billing.ts'
import { openTestSite, type TestSite, type Visitor } from '../../../../tests/support/site.ts'
import { signedIn, type World } from '../../../../tests/worlds.ts'
import { erasePerson } from '../../account/erase-person.ts'
import { checkLedger } from '../api.ts'
import { cancelSubscription, takeBackCancellation } from '../cancel.ts'
import type { CardFields } from '../gateway.ts'
import type { BillingDeps } from '../gateway-of.ts'
import { billingJobs } from '../jobs.ts'
import { simulatedGateway } from '../simulated-gateway.ts'

// Gifts as they are lived: paid by one, sent on a day, accepted by another, given back until then.

let site: TestSite
let world: World
let people = 0

beforeAll(async () => {
  site = await openTestSite()
  world = await publishPaidWeaving(site)
})
afterAll(() => site.close())

const giftPath = '/credentials/weaving-basics/gift'

async function person() {
  const email = `giver${++people}@example.org`
  return { email, ...(await signedIn(site, { email })) }
}

async function buys(visitor: Visitor, form: Record<string, string> = {}) {
  const page = await (await visitor.get(giftPath)).text()
  const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)![1]!
  return visitor.post(giftPath, {
    once: hidden('once'),
    total: hidden('total'),
    recipient_email: `friend${people}@example.org`,
    recipient_name: 'Tama',
    giver_name: 'Aroha',
    message: 'For <b>your</b> loom.',
    send_on: '',
    country: '',
    card: simulatedCard('works', 6000 + people),
    ...form,
  })
}

async function sends(): Promise<void> {
  await work(site)
  await billingJobs.jobs['billing.gifts']!(site.deps, {})
  await site.runJobs()
}

async function giftOf(personKey: string) {
  return site.deps.db
    .selectFrom('gifts as g')
    .innerJoin('orders as o', 'o.id', 'g.order_id')
    .selectAll('g')
    .select(['o.state as order_state', 'o.total_minor'])
    .where('g.giver_key', '=', personKey)
    .executeTakeFirstOrThrow()
}

async function mailsTo(email: string, purpose: string) {
  return site.deps.db
    .selectFrom('mail_messages')
    .select(['subject', 'body_text', 'body_html'])
    .where('to_address', '=', email)
    .where('purpose', '=', purpose)
    .orderBy('created_at')
    .execute()
}

async function linkTo(email: string): Promise<string> {
  const mail = (await mailsTo(email, 'billing.gift')).at(-1)!
  return /(\/given\/[\w-]+)/.exec(mail.body_text)![1]!
}

describe('buying', () => {
  test('pays once and sends the mail at once, with the words as text; pressing twice is one gift', async () => {
    const giver = await person()
    const page = await (await giver.visitor.get(giftPath)).text()
    expect(page).toContain('€39')
    const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)![1]!
    const same = { once: hidden('once'), total: hidden('total') }
    const answers = await Promise.all([1, 2].map(() => buys(giver.visitor, same)))
    expect(answers.map((answer) => answer.status)).toEqual([303, 303])
    await sends()
    const gift = await giftOf(giver.personKey)
    expect(gift).toMatchObject({ state: 'sent', order_state: 'paid', total_minor: 3900 })
    const mails = await mailsTo(`friend${people}@example.org`, 'billing.gift')
    expect(mails).toHaveLength(1)
    expect(mails[0]!.subject).toBe('Aroha gives you Weaving Basics')
    expect(mails[0]!.body_text).toContain('For <b>your</b> loom.')
    expect(mails[0]!.body_html).not.toContain('<b>your</b>')
    expect(await mailsTo(giver.email, 'billing.order-paid')).toHaveLength(1)
  })

  test('for a day to come waits for that day', async () => {
    const giver = await person()
    const day = new Date(site.clock.now().getTime() + 10 * dayMs).toISOString().slice(0, 10)
    await buys(giver.visitor, { send_on: day })
    await sends()
    expect(await giftOf(giver.personKey)).toMatchObject({ state: 'waiting' })
    site.clock.advance(11 * dayMs)
    await sends()
    expect(await giftOf(giver.personKey)).toMatchObject({ state: 'sent' })
  })

  test('that the bank refuses makes no gift, keeps no address, and says so', async () => {
    const giver = await person()
    const answer = await buys(giver.visitor, { card: simulatedCard('declined', 6999) })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('no gift was made')
    await sends()
    expect(await giftOf(giver.personKey)).toMatchObject({
      state: 'unpaid',
      order_state: 'failed',
      recipient_email: null,
    })
  })

  test('a changed price, a wrong day or address charges nothing and keeps what was typed', async () => {
    const giver = await person()
    expect((await buys(giver.visitor, { total: '1 EUR' })).status).toBe(409)
    const wrong = await buys(giver.visitor, { send_on: '2031-01-01', message: 'kept words' })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('kept words')
    expect((await buys(giver.visitor, { recipient_email: 'no address' })).status).toBe(422)
    const orders = await site.deps.db
      .selectFrom('orders')
      .select('id')
      .where('person_key', '=', giver.personKey)
      .execute()
    expect(orders).toEqual([])
  })
})

describe('accepting', () => {
  test('opening the link changes nothing; without an account it leads to one and back', async () => {
    const giver = await person()
    await buys(giver.visitor)
    await sends()
    const link = await linkTo(`friend${people}@example.org`)
    const stranger = site.visitor()
    for (let n = 0; n < 3; n++)
      expect(await (await stranger.get(link)).text()).toContain(encodeURIComponent(link))
    expect((await stranger.post(link)).headers.get('location')).toContain('/sign-in?next=')
    expect(await giftOf(giver.personKey)).toMatchObject({ state: 'sent' })
  })

  test('is for one: of two at once one learns, committed, by the route of a gift; the giver is told, the words go', async () => {
    const giver = await person()
    await buys(giver.visitor)
    await sends()
    const link = await linkTo(`friend${people}@example.org`)
    const [one, two] = [await person(), await person()]
    const answers = await Promise.all([one, two].map(({ visitor }) => visitor.post(link)))
    expect(answers.map((answer) => answer.status).sort()).toEqual([303, 409])
    const gift = await giftOf(giver.personKey)
    expect(gift).toMatchObject({ state: 'accepted', recipient_email: null, message: null, giver_name: null })
    const rows = await site.deps.db
      .selectFrom('enrolments as n')
      .innerJoin('enrolment_events as v', 'v.enrolment_id', 'n.id')
      .select(['n.route', 'v.kind'])
      .where('n.id', '=', gift.enrolment_id)
      .execute()
    expect(rows).toEqual([{ route: 'gift', kind: 'committed' }])
    expect(await mailsTo(giver.email, 'billing.gift-accepted')).toHaveLength(1)
    const late = await giver.visitor.post(`/gifts/${gift.id}/taken-back`)
    expect(late.status).toBe(409)
    const winner = gift.accepted_by === one.personKey ? one : two
    expect((await winner.visitor.post(link)).headers.get('location')).toBe(`/learn/${gift.enrolment_id}`)
  })

  test('by somebody in a trial ends their paying; by somebody with nothing to pay it stays unused', async () => {
    const giver = await person()
    await buys(giver.visitor)
    await sends()
    const link = await linkTo(`friend${people}@example.org`)
    const aided = await person()
    await aided.visitor.post('/credentials/weaving-basics/aid', {
      country: 'KE',
      household: '1',
      income: 'unsaid',
      situation: 'displaced',
    })
    const page = await (await aided.visitor.get('/credentials/weaving-basics/aid')).text()
    await aided.visitor.post(/action="(\/aid-applications\/[^"]+)"/.exec(page)![1]!)
    const unused = await aided.visitor.post(link)
    expect(unused.status).toBe(409)
    expect(await unused.text()).toContain('was not used')
    const world = await publishPaidWeaving(site, 'weaving-again')
    const learner = await learnerInTrial(site, world, { slug: 'weaving-again' })
    const second = await person()
    const other = await (await second.visitor.get('/credentials/weaving-again/gift')).text()
    const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(other)![1]!
    await second.visitor.post('/credentials/weaving-again/gift', {
      once: hidden('once'),
      total: hidden('total'),
      recipient_email: learner.email,
      card: simulatedCard('works', 6900),
    })
    await sends()
    expect((await learner.visitor.post(await linkTo(learner.email))).status).toBe(303)
    await pass(site, 10 * dayMs)
    expect(await subscriptionOf(site, learner)).toMatchObject({
      state: 'free_to_finish',
      free_because: 'gift',
      charges_paid: 0,
    })
  })
})

test('by somebody who cancelled it is never charged for again, and a second gift stays unused', async () => {
  const learner = await learnerInTrial(site, world)
  const own = { id: learner.subscriptionId, actor: learner.personKey }
  await cancelSubscription(site.deps, own)
  const giver = await person()
  await buys(giver.visitor, { recipient_email: learner.email })
  await sends()
  expect((await learner.visitor.post(await linkTo(learner.email))).status).toBe(303)
  await takeBackCancellation(site.deps, own)
  await pass(site, 10 * dayMs)
  expect(await subscriptionOf(site, learner)).toMatchObject({
    state: 'free_to_finish',
    free_because: 'gift',
    charges_paid: 0,
  })
  const second = await person()
  await buys(second.visitor, { recipient_email: learner.email })
  await sends()
  const unused = await learner.visitor.post(await linkTo(learner.email))
  expect(unused.status).toBe(409)
  expect(await giftOf(second.personKey)).toMatchObject({ state: 'sent' })
})

test('with a real gateway no card is typed here: the form waits while the gateway asks for it', async () => {
  const giver = await person()
  const fields = {} as CardFields
  const deps = site.deps as BillingDeps
  deps.payments = { ...simulatedGateway(site.deps), fields }
  const pages = await Promise.all(
    [giftPath, '/credentials/weaving-basics/seats'].map(async (path) =>
      (await giver.visitor.get(path)).text(),
    ),
  )
  for (const page of pages) expect(page).not.toContain('name="card"')
  const answer = await buys(giver.visitor, { card: '4242424242424242' })
  deps.payments = undefined
  expect(answer.status).toBe(303)
  const kept = await site.deps.db
    .selectFrom('card_setups')
    .select(['purpose', 'form'])
    .where('person_key', '=', giver.personKey)
    .executeTakeFirstOrThrow()
  expect(kept).toMatchObject({ purpose: 'gift', form: { recipient_name: 'Tama' } })
  expect(JSON.stringify(kept.form)).not.toContain('4242')
})

test('a notice that isn’t one is none', async () => {
  const giver = await person()
  for (const now of ['constructor', '__proto__', 'toString'])
    expect((await giver.visitor.get(`/gifts?now=${now}`)).status).toBe(200)
})

describe('taking back', () => {
  test('until it is accepted gives all the money back, once, and the link is dead', async () => {
    const giver = await person()
    await buys(giver.visitor)
    await sends()
    const link = await linkTo(`friend${people}@example.org`)
    const { id } = await giftOf(giver.personKey)
    await Promise.all([1, 2, 3].map(() => giver.visitor.post(`/gifts/${id}/taken-back`)))
    await work(site)
    const gift = await giftOf(giver.personKey)
    expect(gift).toMatchObject({ state: 'given_back', order_state: 'refunded', recipient_email: null })
    const refunds = await site.deps.db
      .selectFrom('refunds as r')
      .innerJoin('charges as c', 'c.id', 'r.charge_id')
      .select(['r.amount_minor', 'r.state'])
      .where('c.order_id', '=', gift.order_id)
      .execute()
    expect(refunds).toEqual([{ amount_minor: 3900, state: 'succeeded' }])
    const { visitor } = await person()
    expect((await visitor.post(link)).status).toBe(409)
    expect((await visitor.post(`/gifts/${id}/taken-back`)).status).toBe(404)
  })

  test('against accepting at the same moment: one of them wins, and money and enrolment agree', async () => {
    for (let n = 0; n < 4; n++) {
      const giver = await person()
      await buys(giver.visitor)
      await sends()
      const link = await linkTo(`friend${people}@example.org`)
      const friend = await person()
      const { id } = await giftOf(giver.personKey)
      await Promise.all([friend.visitor.post(link), giver.visitor.post(`/gifts/${id}/taken-back`)])
      await work(site)
      const gift = await giftOf(giver.personKey)
      const accepted = gift.state === 'accepted'
      expect(gift.order_state).toBe(accepted ? 'paid' : 'refunded')
      expect(gift.enrolment_id !== null).toBe(accepted)
    }
  })

  test('sent again, only the newest link works', async () => {
    const giver = await person()
    await buys(giver.visitor)
    await sends()
    const to = `friend${people}@example.org`
    const old = await linkTo(to)
    const { id } = await giftOf(giver.personKey)
    site.clock.advance(1000)
    await giver.visitor.post(`/gifts/${id}/mails`)
    await sends()
    expect(await linkTo(to)).not.toBe(old)
    expect((await site.visitor().get(old)).status).toBe(404)
  })

  test('a giver who is erased takes the words along, and a gift that was not sent gives the money back', async () => {
    const giver = await person()
    const day = new Date(site.clock.now().getTime() + 5 * dayMs).toISOString().slice(0, 10)
    await buys(giver.visitor, { send_on: day })
    await sends()
    await erasePerson(site.deps, giver.personKey)
    await work(site)
    expect(await giftOf(giver.personKey)).toMatchObject({ recipient_email: null, message: null })
    site.clock.advance(6 * dayMs)
    await sends()
    expect(await giftOf(giver.personKey)).toMatchObject({ state: 'given_back', order_state: 'refunded' })
  })
})

test('after all of it every check of the ledger holds', async () => {
  const report = await checkLedger(site.deps.db, site.clock.now())
  expect(report.findings.filter((finding) => finding.brokenCount > 0)).toEqual([])
})
