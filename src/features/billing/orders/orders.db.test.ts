import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publishPaidWeaving, work } from '../../../../tests/support/billing.ts'
import { buyerWithCard, invoicesOf, order, orderOf } from '../../../../tests/support/orders.ts'
import { openTestSite, type TestSite } from '../../../../tests/support/site.ts'
import type { World } from '../../../../tests/worlds.ts'
import { selectOwnInvoices } from '../invoices/queries.ts'
import { cancelOrder } from './charge-order.ts'
import { payOrderNow } from './pay-order.ts'
import { makeOrderRefund, refundOrder } from './refund-order.ts'
import { settleByBank } from './settle-by-bank.ts'

let site: TestSite
let world: World
beforeAll(async () => {
  site = await openTestSite()
  world = await publishPaidWeaving(site)
})
afterAll(() => site.close())

const in_ = <T>(
  act: (
    tx: Parameters<Parameters<ReturnType<TestSite['deps']['db']['transaction']>['execute']>[0]>[0],
  ) => Promise<T>,
) => site.deps.db.transaction().execute(act)

async function balanceOf(account: string): Promise<number> {
  const row = await site.deps.db
    .selectFrom('ledger_balances')
    .select('balance_minor')
    .where('account', '=', account)
    .where('currency', '=', 'EUR')
    .executeTakeFirst()
  return Number(row?.balance_minor ?? 0)
}

describe('a purchase for oneself', () => {
  test('is paid once, enrols, and is booked with its invoice, however often the gateway answers', async () => {
    const buyer = await buyerWithCard(site)
    const { orderId, chargeId } = await order(site, world, buyer, {
      country: 'DE',
      tax: { rateBp: 1900, added: false },
      asked: { intent: { finish: 'finish' }, hoursPerWeek: 5 },
    })
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => payOrderNow(site.deps, chargeId!)))
    expect(outcomes.some((outcome) => outcome.kind === 'paid')).toBe(true)
    await work(site)
    const paid = await orderOf(site, orderId)
    expect(paid).toMatchObject({ state: 'paid', tax_minor: 1245 })
    const enrolment = await site.deps.db
      .selectFrom('enrolments')
      .select(['route', 'id'])
      .where('person_key', '=', buyer.personKey)
      .executeTakeFirstOrThrow()
    expect(enrolment).toEqual({ route: 'once', id: paid.enrolment_id })
    expect(await balanceOf('tax:DE')).toBe(-1245)
    const invoices = await selectOwnInvoices(site.deps.db, buyer.personKey)
    expect(invoices).toHaveLength(1)
    expect(invoices[0]).toMatchObject({ total_minor: 7800, simulated: true, kind: 'invoice' })
    expect(invoices[0]!.label).toMatch(/^SIM-/)
    const mails = await site.deps.db
      .selectFrom('mail_messages')
      .select(['subject', 'body_text'])
      .where('to_address', '=', buyer.email)
      .where('purpose', '=', 'billing.order-paid')
      .execute()
    expect(mails).toHaveLength(1)
    expect(mails[0]!.body_text).toContain(`/invoices/${invoices[0]!.id}`)
  })

  test('that the bank refuses is failed, owes nothing and enrols nobody', async () => {
    const buyer = await buyerWithCard(site, 'declined')
    const { orderId, chargeId } = await order(site, world, buyer)
    expect(await payOrderNow(site.deps, chargeId!)).toEqual({ kind: 'failed' })
    expect(await orderOf(site, orderId)).toMatchObject({ state: 'failed', failure: 'declined' })
    expect(await selectOwnInvoices(site.deps.db, buyer.personKey)).toEqual([])
    // Tried anew by the buyer it is another order.
    await order(site, world, buyer)
  })

  test('whose answer got lost is settled by what the gateway knows', async () => {
    const buyer = await buyerWithCard(site, 'lost')
    const { orderId, chargeId } = await order(site, world, buyer)
    expect((await payOrderNow(site.deps, chargeId!)).kind).toBe('under_way')
    site.clock.advance(120_000)
    await work(site)
    expect((await orderOf(site, orderId)).state).toBe('paid')
  })

  test('can’t be open twice at once, and can’t be rewritten', async () => {
    const buyer = await buyerWithCard(site)
    const { orderId } = await order(site, world, buyer)
    await expect(order(site, world, buyer)).rejects.toThrow(/orders_once_open/)
    await expect(
      site.deps.db.updateTable('orders').set({ unit_minor: 1 }).where('id', '=', orderId).execute(),
    ).rejects.toThrow('never rewritten')
    expect(await in_((tx) => cancelOrder(tx, site.deps, orderId))).toBe(true)
    expect((await orderOf(site, orderId)).state).toBe('cancelled')
  })
})

describe('giving back', () => {
  test('parts of an order add up to it with its tax, each with a credit note, and no more', async () => {
    const buyer = await buyerWithCard(site)
    const { orderId, chargeId } = await order(site, world, buyer, {
      country: 'NO',
      tax: { rateBp: 2500, added: true },
    })
    await payOrderNow(site.deps, chargeId!)
    expect((await orderOf(site, orderId)).total_minor).toBe(9750)
    const give = (minor: number | undefined, reason: 'self_service' | 'operator') =>
      in_((tx) => refundOrder(tx, site.deps, { orderId, minor, reason }))
    expect(await give(3333, 'self_service')).toMatchObject({ kind: 'intended', minor: 3333 })
    expect(await give(1, 'self_service')).toEqual({ kind: 'nothing' })
    expect(await give(undefined, 'operator')).toMatchObject({ kind: 'intended', minor: 6417 })
    const refunds = await site.deps.db
      .selectFrom('refunds')
      .select('id')
      .where('charge_id', '=', chargeId!)
      .execute()
    for (const { id } of refunds) for (let again = 0; again < 2; again++) await makeOrderRefund(site.deps, id)
    expect((await orderOf(site, orderId)).state).toBe('refunded')
    expect(await balanceOf('tax:NO')).toBe(0)
    const notes = (await invoicesOf(site, 'credit_note')).filter(
      (one) => one.order_id === orderId || one.charge_id === chargeId,
    )
    expect(notes.map((note) => note.total_minor).toSorted()).toEqual([3333, 6417])
    expect(notes.reduce((sum, note) => sum + note.tax_minor, 0)).toBe(1950)
  })
})

describe('an order paid by bank transfer', () => {
  test('has its bill at once, and is paid when the money is there, once', async () => {
    const buyer = await buyerWithCard(site)
    const { orderId } = await order(site, world, buyer, { kind: 'seats', quantity: 3, paysBy: 'invoice' })
    const [bill] = await selectOwnInvoices(site.deps.db, buyer.personKey)
    expect(bill).toMatchObject({ total_minor: 23_400, order_state: 'open' })
    expect(bill!.due_at?.getTime()).toBe(site.clock.now().getTime() + 30 * 86_400_000)
    const paid = () => settleByBank(site.deps, { orderId, reference: 'transfer 77', actor: buyer.personKey })
    const outcomes = await Promise.all([paid(), paid()])
    expect(outcomes.toSorted()).toEqual([false, true])
    expect((await orderOf(site, orderId)).state).toBe('paid')
    expect(await balanceOf('gateway:bank')).toBe(23_400)
    expect(await selectOwnInvoices(site.deps.db, buyer.personKey)).toHaveLength(1)
  })
})
