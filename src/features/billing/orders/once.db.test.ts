import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  dayMs,
  learnerInTrial,
  pass,
  publishPaidWeaving,
  simulatedCard,
  work,
} from '../../../../tests/support/billing.ts'
import { orderOf } from '../../../../tests/support/orders.ts'
import { openTestSite, type TestSite, type Visitor } from '../../../../tests/support/site.ts'
import { signedIn, type World } from '../../../../tests/worlds.ts'
import { selectOptionalTrialOffer } from '../queries.ts'
import { type OnceWish, selectOnceOffer } from './buy-once.ts'

let site: TestSite
let world: World
beforeAll(async () => {
  site = await openTestSite()
  world = await publishPaidWeaving(site)
})
afterAll(() => site.close())

const path = '/credentials/weaving-basics/once'
let serial = 0

async function fieldsOf(visitor: Visitor): Promise<Record<string, string>> {
  const text = await (await visitor.get(path)).text()
  const fields: Record<string, string> = {}
  for (const [, name, value] of text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g))
    if (['edition', 'price', 'country', 'once'].includes(name!)) fields[name!] = value!
  return fields
}

async function buyer(card: Parameters<typeof simulatedCard>[0] = 'works') {
  const email = `once${++serial}@example.org`
  const { personKey, visitor } = await signedIn(site, { email, confirmed: true })
  const form = { ...(await fieldsOf(visitor)), card: simulatedCard(card, 7000 + serial), hours_per_week: '4' }
  return { personKey, visitor, email, form }
}

const ordersOf = (personKey: string) =>
  site.deps.db.selectFrom('orders').selectAll().where('person_key', '=', personKey).execute()

describe('paying once', () => {
  test('a hundred presses of the button make one order and one charge', async () => {
    const { personKey, visitor, form } = await buyer()
    const answers = await Promise.all(Array.from({ length: 100 }, () => visitor.post(path, form)))
    expect(
      answers.map((answer) => answer.status).filter((status) => status !== 303 && status !== 429),
    ).toEqual([])
    await work(site)
    const orders = await ordersOf(personKey)
    expect(orders).toHaveLength(1)
    expect(orders[0]).toMatchObject({ state: 'paid', total_minor: 3900 })
    const charges = await site.deps.db
      .selectFrom('charges')
      .select('id')
      .where('order_id', '=', orders[0]!.id)
      .execute()
    expect(charges).toHaveLength(1)
    const asked = await site.deps.db
      .selectFrom('simulated_gateway_charges')
      .select('state')
      .where('idempotency_key', '=', charges[0]!.id)
      .execute()
    expect(asked).toEqual([{ state: 'succeeded' }])
  })

  test('is given back in full while nothing was opened, and then work is no longer taken', async () => {
    const { personKey, visitor, form } = await buyer()
    await visitor.post(path, form)
    const [order] = await ordersOf(personKey)
    const page = await (await visitor.get(`/orders/${order!.id}`)).text()
    expect(page).toContain('You get €39, all of it')
    const other = await buyer()
    expect((await other.visitor.get(`/orders/${order!.id}`)).status).toBe(404)
    expect((await other.visitor.post(`/orders/${order!.id}/refund`, { minor: '3900' })).status).toBe(404)
    const press = () => visitor.post(`/orders/${order!.id}/refund`, { minor: '3900' })
    await Promise.all([press(), press()])
    await work(site)
    expect(await orderOf(site, order!.id)).toMatchObject({ state: 'refunded' })
    const refunds = await site.deps.db.selectFrom('refunds').select('amount_minor').execute()
    expect(refunds).toEqual([{ amount_minor: 3900 }])
    const access = await site.deps.db
      .selectFrom('enrolment_access')
      .select('works_until')
      .where('enrolment_id', '=', order!.enrolment_id!)
      .executeTakeFirstOrThrow()
    expect(access.works_until!.getTime()).toBeLessThanOrEqual(site.clock.now().getTime())
  })

  test('a refused card leaves nothing behind but the word that it was refused', async () => {
    const { personKey, visitor, form } = await buyer('declined')
    const answer = await visitor.submit(path, form)
    expect(answer.html).toContain('Nothing was charged, and you owe nothing.')
    expect(await ordersOf(personKey)).toHaveLength(1)
    const enrolments = await site.deps.db
      .selectFrom('enrolments')
      .select('id')
      .where('person_key', '=', personKey)
      .execute()
    expect(enrolments).toEqual([])
  })

  test('an offer that changed meanwhile is shown again and charges nothing', async () => {
    const { personKey, visitor, form } = await buyer()
    const answer = await visitor.post(path, { ...form, price: '100 EUR' })
    expect(answer.status).toBe(409)
    expect(await ordersOf(personKey)).toEqual([])
  })

  test('in a trial it ends the paying by the month; months that were paid count towards the cap', async () => {
    const learner = await learnerInTrial(site, world)
    await pass(site, 9 * dayMs)
    const paying = await site.deps.db
      .selectFrom('subscriptions')
      .selectAll()
      .where('id', '=', learner.subscriptionId)
      .executeTakeFirstOrThrow()
    expect(paying).toMatchObject({ state: 'active', charges_paid: 1, charges_max: 2 })
    const form = await fieldsOf(learner.visitor)
    expect(form.price).toBe('3900 EUR')
    await learner.visitor.post(path, { ...form, card: simulatedCard('works', 7900) })
    await pass(site, 70 * dayMs)
    const after = await site.deps.db
      .selectFrom('subscriptions')
      .selectAll()
      .where('id', '=', learner.subscriptionId)
      .executeTakeFirstOrThrow()
    expect(after).toMatchObject({ state: 'free_to_finish', free_because: 'once', charges_paid: 1 })
    const [order] = await ordersOf(learner.personKey)
    expect(order).toMatchObject({ state: 'paid', enrolment_id: learner.enrolmentId })
  })
})

test('a month whose money went back does not count as paid', async () => {
  const learner = await learnerInTrial(site, world)
  await pass(site, 8 * dayMs)
  await pass(site, 31 * dayMs, dayMs)
  const offer = (await selectOptionalTrialOffer(site.deps.db, 'weaving-basics', learner.personKey))!
  const priced = { ...offer, price_minor: 3900, currency: 'EUR' } as OnceWish['offer']
  const price = async () => (await selectOnceOffer(site.deps.db, priced, learner.personKey)).totalMinor
  expect(await price()).toBe(0)
  await site.deps.pool.query(
    `insert into refunds (id, charge_id, reason, amount_minor, currency, state, intended_at)
     select gen_random_uuid(), id, 'operator', amount_minor, currency, 'intended', $2 from charges
     where subscription_id = $1 and number = 2`,
    [learner.subscriptionId, site.clock.now()],
  )
  expect(await price()).toBe(3900)
})
