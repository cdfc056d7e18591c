import { sql } from 'kysely'
import {
  chargeEntries,
  creditLeftEntries,
  disputeEntries,
  gatewayFeeEntries,
  type LedgerEntry,
  payoutEntries,
  providerFeeEntries,
  refundEntries,
  type SaleAccounts,
  taxPaidEntries,
} from '../../domain/ledger-entries.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/random.ts'

export { gatewayAccount } from '../../domain/ledger-entries.ts'

// The only place that writes the ledger. Which accounts an event touches stands in domain/ledger-entries.ts. Every
// event is booked once: its key is made of what it books, and the same key with other amounts is an error.

/** What was sold: a subscription's or an order's own row. */
export interface Sale {
  provider_id: string
  enrolment_id: string | null
  country: string | null
}
/** A charge's own row. */
export interface BookedCharge {
  id: string
  gateway: string
  currency: string
  amount_minor: number
  credit_minor: number
  tax_minor: number
}
interface Booking {
  charge: BookedCharge
  sale: Sale
  at: Date
  simulated: boolean
}
type Making = Pick<Deps, 'clock' | 'random'>

/**
 * Books a charge that succeeded, by card and by credit.
 * @returns whether it was booked now
 */
export async function bookCharge(tx: Tx, deps: Making, booking: Booking): Promise<boolean> {
  const { charge } = booking
  return bookEntries(tx, deps, {
    ...about(booking),
    kind: 'charge',
    key: `charge:${charge.id}`,
    entries: chargeEntries(accountsOf(booking), {
      amountMinor: charge.amount_minor,
      creditMinor: charge.credit_minor,
      taxMinor: charge.tax_minor,
    }),
  })
}

/**
 * Books a refund that succeeded: to the card or as credit, in full or in part of its charge. Credit that is left at
 * the end (`credit_left`) comes out of the learner's own.
 * @returns whether it was booked now
 */
export async function bookRefund(
  tx: Tx,
  deps: Making,
  {
    refund,
    ...booking
  }: Booking & {
    refund: { id: string; amount_minor: number; tax_minor: number; form: string; reason: string }
  },
): Promise<boolean> {
  const { amount_minor: amountMinor, tax_minor: taxMinor } = refund
  const accounts = accountsOf(booking)
  return bookEntries(tx, deps, {
    ...about(booking),
    kind: 'refund',
    key: `refund:${refund.id}`,
    refundId: refund.id,
    entries:
      refund.reason === 'credit_left'
        ? creditLeftEntries(accounts, amountMinor)
        : refundEntries(accounts, {
            amountMinor,
            taxMinor,
            form: refund.form === 'credit' ? 'credit' : 'card',
          }),
  })
}

/**
 * Books a stage of a dispute; each once.
 * @param dispute `reference` is the gateway's own name for it
 * @returns whether it was booked now
 */
export async function bookDispute(
  tx: Tx,
  deps: Making,
  {
    dispute,
    ...booking
  }: Booking & {
    dispute: { reference: string; stage: 'opened' | 'won' | 'lost'; amountMinor: number; taxMinor: number }
  },
): Promise<boolean> {
  return bookEntries(tx, deps, {
    ...about(booking),
    kind: 'dispute',
    key: `dispute:${booking.charge.gateway}:${dispute.reference}:${dispute.stage}`,
    entries: disputeEntries(accountsOf(booking), dispute.stage, dispute),
  })
}

interface Fee {
  /** 'charge:<reference>' …: what the fee is for, unique with the gateway */
  key: string
  amountMinor: number
  currency: string
  at: Date
  simulated: boolean
  chargeId?: string
}

/** Books what the gateway kept for its work. */
export async function bookGatewayFee(
  tx: Tx,
  deps: Making,
  { gateway, amountMinor, ...fee }: Fee & { gateway: string },
): Promise<boolean> {
  return bookEntries(tx, deps, {
    ...fee,
    kind: 'fee',
    key: `fee:${gateway}:${fee.key}`,
    entries: gatewayFeeEntries(gateway, amountMinor),
  })
}

/** Books a fee that the provider bears: the gateway's, passed on, or the platform's. */
export async function bookProviderFee(
  tx: Tx,
  deps: Making,
  { providerId, to, amountMinor, ...fee }: Fee & { providerId: string; to: { gateway: string } | 'platform' },
): Promise<boolean> {
  return bookEntries(tx, deps, {
    ...fee,
    kind: 'fee',
    key: `fee:provider:${providerId}:${fee.key}`,
    entries: providerFeeEntries(providerId, to, amountMinor),
  })
}

/** Books a stage of a payout; each once. */
export async function bookPayout(
  tx: Tx,
  deps: Making,
  payout: {
    id: string
    providerId: string
    gateway: string
    stage: 'intended' | 'paid' | 'failed'
    amountMinor: number
    currency: string
    at: Date
    simulated: boolean
  },
): Promise<boolean> {
  return bookEntries(tx, deps, {
    ...payout,
    kind: 'payout',
    key: `payout:${payout.id}:${payout.stage}`,
    entries: payoutEntries(payout, payout.stage, payout.amountMinor),
  })
}

/** Books tax that was handed over to a state. */
export async function bookTaxPaid(
  tx: Tx,
  deps: Making,
  paid: {
    key: string
    gateway: string
    country: string
    amountMinor: number
    currency: string
    at: Date
    simulated: boolean
  },
): Promise<boolean> {
  return bookEntries(tx, deps, {
    ...paid,
    kind: 'tax',
    key: `tax:${paid.country}:${paid.key}`,
    entries: taxPaidEntries(paid.gateway, paid.country, paid.amountMinor),
  })
}

function about({ charge, sale, at, simulated }: Booking) {
  return { chargeId: charge.id, enrolmentId: sale.enrolment_id, currency: charge.currency, at, simulated }
}

function accountsOf({ charge, sale }: Booking): SaleAccounts {
  return {
    gateway: charge.gateway,
    providerId: sale.provider_id,
    enrolmentId: sale.enrolment_id,
    country: sale.country,
  }
}

/** One event of money. */
export interface LedgerEvent {
  kind: 'charge' | 'refund' | 'dispute' | 'fee' | 'tax' | 'credit' | 'payout'
  /** What it books: the same key is one transaction. */
  key: string
  currency: string
  entries: LedgerEntry[]
  at: Date
  simulated: boolean
  enrolmentId?: string | null
  chargeId?: string | null
  refundId?: string | null
}

/** Whether an event with this key is in the ledger. */
export async function isBooked(tx: Tx, key: string): Promise<boolean> {
  const row = await tx
    .selectFrom('ledger_transactions')
    .select('id')
    .where('idempotency_key', '=', key)
    .executeTakeFirst()
  return row !== undefined
}

/**
 * Books an event of any kind, once. Head and entries are one statement: one way to the database, and the entries are
 * seen to balance.
 * @returns whether it was booked now; nothing is booked where there are no entries
 */
export async function bookEntries(tx: Tx, deps: Making, event: LedgerEvent): Promise<boolean> {
  const { entries, currency } = event
  if (entries.length === 0) return false
  const id = newId(deps.clock.now(), deps.random)
  const { rows } = await sql<{ booked: number }>`
    with head as (
      insert into ledger_transactions (id, idempotency_key, kind, enrolment_id, charge_id, refund_id, at, simulated)
      values (${id}::uuid, ${event.key}, ${event.kind}, ${event.enrolmentId ?? null}::uuid, ${event.chargeId ?? null}::uuid,
        ${event.refundId ?? null}::uuid, ${event.at}, ${event.simulated})
      on conflict (idempotency_key) do nothing returning id
    ), lines as (
      insert into ledger_entries (transaction_id, account, currency, amount_minor)
      select head.id, line.account, ${currency}, line.amount_minor
      from head, unnest(${entries.map((entry) => entry.account)}::text[], ${entries.map((entry) => entry.amountMinor)}::bigint[])
        as line (account, amount_minor)
      returning 1
    )
    select count(*)::int as booked from lines`.execute(tx)
  if (rows[0]!.booked > 0) return true
  await requireSame(tx, event)
  return false
}

async function requireSame(tx: Tx, { key, currency, entries }: LedgerEvent): Promise<void> {
  const { rows } = await sql<{ account: string; currency: string; amount_minor: number }>`
    select l.account, l.currency, l.amount_minor from ledger_entries l join ledger_transactions t on t.id = l.transaction_id
    where t.idempotency_key = ${key}`.execute(tx)
  const there = rows.map((row) => `${row.account} ${row.currency} ${row.amount_minor}`).sort()
  const asked = entries.map((entry) => `${entry.account} ${currency} ${entry.amountMinor}`).sort()
  if (there.join() !== asked.join())
    throw new Error(`the ledger has "${key}" with other amounts: ${there.join(', ')}`)
}
