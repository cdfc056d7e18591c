import { sql } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/pool.ts'

/** Who sells, as their invoices say it (provider.yaml, `invoices`). */
export interface Seller {
  name: string
  address: string
  country: string
  taxNumber: string
}
/** Who buys: only what they asked to be on their invoices; nobody where they asked for nothing. */
export interface Buyer {
  name?: string
  address?: string
  country?: string
  taxNumber?: string
}

/** Seller, buyer, language and what is sold, as they are now: one query. */
export async function selectParties(
  tx: Tx,
  at: { providerId: string; personKey: string; editionId: string | null; enrolmentId: string | null },
): Promise<{ seller: Seller; buyer: Buyer; language: string; title: string }> {
  const { rows } = await sql<{
    name: string
    provider_country: string
    invoicing: { legal_name?: string; address?: string; tax_number?: string } | null
    buyer_name: string | null
    buyer_address: string | null
    buyer_country: string | null
    buyer_tax_number: string | null
    locale: string | null
    title: string
  }>`select p.name, p.country as provider_country, p.facts->'invoices' as invoicing, b.name as buyer_name,
      b.address as buyer_address, b.country as buyer_country, b.tax_number as buyer_tax_number, a.locale, e.title
    from providers p
    join editions e on e.id = coalesce(${at.editionId}::uuid, (select edition_id from enrolments where id = ${at.enrolmentId}::uuid))
    left join accounts a on a.person_key = ${at.personKey}
    left join billing_details b on b.person_key = ${at.personKey}
    where p.id = ${at.providerId}`.execute(tx)
  const row = rows[0]
  if (!row) throw new Error(`no provider ${at.providerId}`)
  return {
    seller: {
      name: row.invoicing?.legal_name ?? row.name,
      address: row.invoicing?.address ?? '',
      country: row.provider_country,
      taxNumber: row.invoicing?.tax_number ?? '',
    },
    buyer: row.buyer_name
      ? {
          name: row.buyer_name,
          address: row.buyer_address ?? '',
          country: row.buyer_country ?? '',
          taxNumber: row.buyer_tax_number ?? '',
        }
      : {},
    language: row.locale ?? 'en',
    title: row.title,
  }
}

const columns = [
  'i.id',
  'i.label',
  'i.kind',
  'i.simulated',
  'i.person_key',
  'i.provider_id',
  'i.issued_at',
] as const

/** One paper with everything that stands on it, and whether an order that it bills was paid. */
export async function selectOptionalInvoice(db: Executor, id: string) {
  return db
    .selectFrom('invoices as i')
    .leftJoin('orders as o', 'o.id', 'i.order_id')
    .leftJoin('charges as c', 'c.id', 'i.charge_id')
    .leftJoin('invoices as r', 'r.id', 'i.corrects_id')
    .select(columns)
    .select(['i.due_at', 'i.currency', 'i.net_minor', 'i.tax_minor', 'i.total_minor', 'i.credit_minor'])
    .select([
      'i.tax_rate_bp',
      'i.tax_added',
      'i.tax_name',
      'i.country',
      'i.language',
      'i.seller',
      'i.buyer',
      'i.lines',
    ])
    .select(['o.state as order_state', 'o.settled_at as order_settled_at', 'c.settled_at as charged_at'])
    .select(['r.id as corrects_id', 'r.label as corrects_label', 'r.issued_at as corrects_issued_at'])
    .where('i.id', '=', id)
    .executeTakeFirst()
}
export type Invoice = NonNullable<Awaited<ReturnType<typeof selectOptionalInvoice>>>

/** All papers of a person, newest first. */
export async function selectOwnInvoices(db: Executor, personKey: string) {
  return db
    .selectFrom('invoices as i')
    .innerJoin('providers as p', 'p.id', 'i.provider_id')
    .leftJoin('orders as o', 'o.id', 'i.order_id')
    .select(columns)
    .select(['i.total_minor', 'i.currency', 'i.lines', 'i.due_at', 'p.name as provider_name'])
    .select(['o.state as order_state', 'i.charge_id', 'i.refund_id'])
    .where('i.person_key', '=', personKey)
    .orderBy('i.issued_at', 'desc')
    .orderBy('i.label', 'desc')
    .limit(500)
    .execute()
}
export type OwnInvoice = Awaited<ReturnType<typeof selectOwnInvoices>>[number]

/** To whom a person's invoices are made out from now on. */
export async function selectOptionalBillingDetails(db: Executor, personKey: string) {
  return db
    .selectFrom('billing_details')
    .select(['name', 'address', 'country', 'tax_number'])
    .where('person_key', '=', personKey)
    .executeTakeFirst()
}
export type BillingDetails = NonNullable<Awaited<ReturnType<typeof selectOptionalBillingDetails>>>
