import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publishPaidWeaving } from '../../../../tests/support/billing.ts'
import { buyerWithCard, invoicesOf, order } from '../../../../tests/support/orders.ts'
import { openTestSite, type TestSite } from '../../../../tests/support/site.ts'
import type { World } from '../../../../tests/worlds.ts'
import { makeCharge } from '../make-charge.ts'
import { lockOptionalOrder } from '../orders/queries.ts'
import { issueBill } from './issue-invoice.ts'
import { nextNumber } from './next-number.ts'

let site: TestSite
let world: World
beforeAll(async () => {
  site = await openTestSite()
  world = await publishPaidWeaving(site)
})
afterAll(() => site.close())

describe('numbers of invoices', () => {
  test('follow each other without gap and without one twice, whoever pays at the same moment and whatever fails', async () => {
    const { deps } = site
    const buyer = await buyerWithCard(site)
    const orders = await Promise.all(
      Array.from({ length: 24 }, () => order(site, world, buyer, { kind: 'vouchers', quantity: 2 })),
    )
    // Between them transactions that take a number and then fail.
    const failing = Array.from({ length: 12 }, async (_, index) =>
      deps.db
        .transaction()
        .execute(async (tx) => {
          await nextNumber(tx, deps, { providerId: world.providerId, kind: 'invoice', simulated: true })
          if (index % 2) await issueBill(tx, deps, (await lockOptionalOrder(tx, orders[index]!.orderId))!)
          throw new Error('stopped in the middle')
        })
        .catch((error: Error) => error.message),
    )
    await Promise.all([...orders.map(({ chargeId }) => makeCharge(deps, chargeId!)), ...failing])
    for (const message of await Promise.all(failing))
      expect(message).toMatch(/stopped in the middle|next number/)
    const invoices = await invoicesOf(site)
    expect(invoices.map((invoice) => invoice.number)).toEqual(
      Array.from({ length: 24 }, (_, index) => index + 1),
    )
    expect(new Set(invoices.map((invoice) => invoice.label)).size).toBe(24)
  })

  test('are refused by the database where one would be left out, and nothing of a paper can be changed', async () => {
    const { deps } = site
    const [invoice] = await invoicesOf(site)
    const { id: _, ...copy } = invoice!
    const again = (number: number) =>
      deps.db
        .insertInto('invoices')
        .values({
          ...copy,
          id: crypto.randomUUID(),
          number,
          label: `SIM-X-${number}`,
          charge_id: invoice!.charge_id,
          seller: JSON.stringify(copy.seller),
          buyer: JSON.stringify(copy.buyer),
          lines: JSON.stringify(copy.lines),
        })
        .execute()
    await expect(again(26)).rejects.toThrow('the next number of its series is another')
    await expect(again(3)).rejects.toThrow()
    await expect(
      deps.db.updateTable('invoices').set({ total_minor: 1 }).where('id', '=', invoice!.id).execute(),
    ).rejects.toThrow()
    await expect(deps.db.deleteFrom('invoices').execute()).rejects.toThrow()
    await expect(deps.db.updateTable('invoice_series').set({ last_number: 99 }).execute()).rejects.toThrow(
      'goes up by one',
    )
    await expect(
      deps.db
        .updateTable('invoice_series')
        .set((eb) => ({ last_number: eb('last_number', '+', 1) }))
        .execute(),
    ).rejects.toThrow('taken and not used')
  })
})
