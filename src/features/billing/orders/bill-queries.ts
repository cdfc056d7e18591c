import type { Executor } from '../../../platform/db/pool.ts'

/** Bills that wait for their transfer, the oldest first. */
export async function selectOpenBills(db: Executor) {
  return db
    .selectFrom('orders as o')
    .innerJoin('invoices as i', (join) => join.onRef('i.order_id', '=', 'o.id').on('i.kind', '=', 'invoice'))
    .select(['o.id as order_id', 'i.id as invoice_id', 'i.label', 'i.issued_at', 'i.due_at'])
    .select(['o.total_minor', 'o.currency'])
    .where('o.state', '=', 'open')
    .where('o.pays_by', '=', 'invoice')
    .orderBy('o.created_at')
    .orderBy('o.id')
    .limit(500)
    .execute()
}
export type OpenBill = Awaited<ReturnType<typeof selectOpenBills>>[number]

/** Refunds of bills, which the operator sends by bank transfer. */
export async function selectBankRefunds(db: Executor) {
  return db
    .selectFrom('refunds as r')
    .innerJoin('charges as c', 'c.id', 'r.charge_id')
    .innerJoin('invoices as i', (join) =>
      join.onRef('i.order_id', '=', 'c.order_id').on('i.kind', '=', 'invoice'),
    )
    .select(['r.id', 'r.amount_minor', 'r.currency', 'r.intended_at', 'i.id as invoice_id', 'i.label'])
    .where('c.gateway', '=', 'bank')
    .where('r.state', '=', 'intended')
    .orderBy('r.intended_at')
    .limit(500)
    .execute()
}
export type BankRefund = Awaited<ReturnType<typeof selectBankRefunds>>[number]

/** The papers of an order, in the order in which they were issued. */
export async function selectOrderPapers(db: Executor, orderId: string) {
  return db
    .selectFrom('invoices')
    .select(['id', 'label', 'kind'])
    .where((eb) =>
      eb.or([
        eb('order_id', '=', orderId),
        eb('charge_id', 'in', eb.selectFrom('charges').select('id').where('order_id', '=', orderId)),
      ]),
    )
    .orderBy('issued_at')
    .orderBy('id')
    .execute()
}
