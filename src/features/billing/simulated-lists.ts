import type { Executor } from '../../platform/db/pool.ts'
import type { DisputeFacts, Listed, ListedKind } from './gateway.ts'

// The simulated gateway's books as it shows them: in pages, like one at the other end of a wire.

const pageRows = 100

/** Every line of a kind in a span of time, oldest first. */
export async function* listSimulated(
  db: Executor,
  kind: ListedKind,
  span: { from: Date; until: Date },
): AsyncGenerator<Listed> {
  let after = ''
  for (;;) {
    const page = await pages[kind](db, span, after)
    yield* page
    if (page.length < pageRows) return
    after = page.at(-1)!.reference
  }
}

type Page = (db: Executor, span: { from: Date; until: Date }, after: string) => Promise<Listed[]>

const pages: Record<ListedKind, Page> = {
  charge: async (db, { from, until }, after) => {
    const rows = await db
      .selectFrom('simulated_gateway_charges')
      .selectAll()
      .where('state', '=', 'succeeded')
      .where('charged_at', '>=', from)
      .where('charged_at', '<', until)
      .where('reference', '>', after)
      .orderBy('reference')
      .limit(pageRows)
      .execute()
    return rows.map((row) => ({
      kind: 'charge',
      reference: row.reference,
      ourId: row.idempotency_key,
      amountMinor: row.amount_minor,
      currency: row.currency,
      at: row.charged_at,
      feeMinor: row.fee_minor,
    }))
  },
  refund: async (db, { from, until }, after) => {
    const rows = await db
      .selectFrom('simulated_gateway_refunds as r')
      .innerJoin('simulated_gateway_charges as c', 'c.reference', 'r.charge_reference')
      .selectAll('r')
      .select('c.currency')
      .where('r.refunded_at', '>=', from)
      .where('r.refunded_at', '<', until)
      .where('r.reference', '>', after)
      .orderBy('r.reference')
      .limit(pageRows)
      .execute()
    return rows.map((row) => ({
      kind: 'refund',
      reference: row.reference,
      ourId: row.idempotency_key,
      amountMinor: row.amount_minor,
      currency: row.currency,
      at: row.refunded_at,
      feeMinor: 0,
    }))
  },
  dispute: async (db, { from, until }, after) => {
    const rows = await selectDisputes(db)
      .where('d.opened_at', '>=', from)
      .where('d.opened_at', '<', until)
      .where('d.reference', '>', after)
      .orderBy('d.reference')
      .limit(pageRows)
      .execute()
    return rows.map((row) => ({
      kind: 'dispute',
      reference: row.reference,
      ourId: null,
      amountMinor: row.amount_minor,
      currency: row.currency,
      at: row.opened_at,
      feeMinor: 0,
      state: row.state as DisputeFacts['state'],
    }))
  },
  transfer: async (db, { from, until }, after) => {
    const rows = await db
      .selectFrom('simulated_gateway_transfers')
      .selectAll()
      .where('at', '>=', from)
      .where('at', '<', until)
      .where('reference', '>', after)
      .orderBy('reference')
      .limit(pageRows)
      .execute()
    return rows.map((row) => ({
      kind: 'transfer',
      reference: row.reference,
      ourId: row.idempotency_key,
      amountMinor: row.amount_minor,
      currency: row.currency,
      at: row.at,
      feeMinor: 0,
    }))
  },
  bank_payout: async () => [],
}

export async function selectSimulatedDispute(
  db: Executor,
  reference: string,
): Promise<DisputeFacts | undefined> {
  const row = await selectDisputes(db).where('d.reference', '=', reference).executeTakeFirst()
  return (
    row && {
      reference,
      chargeReference: row.charge_reference,
      amountMinor: row.amount_minor,
      currency: row.currency,
      reason: 'general',
      state: row.state as DisputeFacts['state'],
      openedAt: row.opened_at,
      feeMinor: 0,
    }
  )
}

function selectDisputes(db: Executor) {
  return db
    .selectFrom('simulated_gateway_disputes as d')
    .innerJoin('simulated_gateway_charges as c', 'c.reference', 'd.charge_reference')
    .select(['d.reference', 'd.charge_reference', 'd.amount_minor', 'd.state', 'd.opened_at', 'c.currency'])
}
