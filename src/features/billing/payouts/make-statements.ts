import { sql } from 'kysely'
import { audit } from '../../../platform/audit.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { addJob } from '../../../platform/jobs.ts'
import { newId } from '../../../platform/random.ts'
import { urls } from '../../../urls.ts'
import { type BillingDeps, gatewayOf } from '../gateway-of.ts'
import { bookPayout } from '../ledger.ts'
import { type ProviderMonth, selectProviderMonths } from './provider-lines.ts'

/** Charges may be given back for so long after they were made: what they brought is kept back. */
export const refundableDays = 14
const dayMs = 86_400_000

/**
 * Makes the statements of every month that is over and has none yet, and pays out with the newest of them what is not
 * kept back. A balance below zero is carried over. Each statement and each payout comes once, however often and by how
 * many workers this runs.
 */
export async function makeStatements(deps: BillingDeps): Promise<void> {
  const now = deps.clock.now()
  const last = monthBefore(firstOfMonth(now))
  const gateway = gatewayOf(deps).name
  const months = await selectProviderMonths(deps.db, gateway, spanOf(last, now))
  const first = months.map((one) => one.first_month).sort()[0]
  if (!first) return
  const done = await selectLastStatements(deps, gateway)
  for (let month = new Date(`${first}T00:00:00Z`); month <= last; month = monthAfter(month)) {
    const isLast = month.getTime() === last.getTime()
    const wanted = (one: ProviderMonth) =>
      new Date(`${one.first_month}T00:00:00Z`) <= month &&
      (done.get(`${one.provider_id} ${one.currency}`) ?? '') < dayOf(month)
    if (!months.some(wanted)) continue
    const figures = isLast ? months : await selectProviderMonths(deps.db, gateway, spanOf(month, now))
    for (const one of figures.filter(wanted)) await makeStatement(deps, { month, figures: one, pays: isLast })
  }
}

async function makeStatement(
  deps: BillingDeps,
  { month, figures, pays }: { month: Date; figures: ProviderMonth; pays: boolean },
): Promise<void> {
  const gateway = gatewayOf(deps)
  const now = deps.clock.now()
  const account = pays ? await readyAccount(deps, figures.provider_id) : undefined
  await deps.db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`statement:${figures.provider_id}`}, 8))`.execute(
      tx,
    )
    // Read again under the lock: another worker may have paid out meanwhile.
    const current = (await selectProviderMonths(tx, gateway.name, spanOf(month, now))).find(
      (one) => one.provider_id === figures.provider_id && one.currency === figures.currency,
    )!
    const { closing, reserve, available } = current
    const payout = account ? Math.max(0, Math.min(closing - reserve, available)) : 0
    const id = newId(now, deps.random)
    const inserted = await tx
      .insertInto('statements')
      .values({
        id,
        provider_id: current.provider_id,
        gateway: gateway.name,
        currency: current.currency,
        month: dayOf(month),
        opening_minor: closing - sumOf(current),
        charges_minor: current.charges,
        refunds_minor: current.refunds,
        disputes_minor: current.disputes,
        fees_minor: current.fees,
        other_minor: current.other,
        payouts_minor: current.payouts,
        closing_minor: closing,
        reserve_minor: reserve,
        payout_minor: payout,
        made_at: now,
      })
      .onConflict((conflict) => conflict.columns(['provider_id', 'gateway', 'currency', 'month']).doNothing())
      .executeTakeFirst()
    if (!inserted.numInsertedOrUpdatedRows) return
    await audit(tx, {
      at: now,
      actor: null,
      action: 'billing.statement-made',
      subjectKind: 'statement',
      subjectId: id,
      detail: {
        month: dayOf(month),
        currency: current.currency,
        closing_minor: closing,
        payout_minor: payout,
      },
    })
    if (account && payout > 0)
      await intendPayout(tx, deps, { statementId: id, account, amountMinor: payout, month: current })
  })
}

// The intention and what it takes from the balance are one transaction; a job asks the gateway.
async function intendPayout(
  tx: Tx,
  deps: BillingDeps,
  of: { statementId: string; account: string; amountMinor: number; month: ProviderMonth },
): Promise<void> {
  const now = deps.clock.now()
  const id = newId(now, deps.random)
  const { amountMinor } = of
  const { currency, provider_id: providerId } = of.month
  await tx
    .insertInto('payouts')
    .values({
      id,
      statement_id: of.statementId,
      account_reference: of.account,
      amount_minor: amountMinor,
      currency,
      state: 'intended',
      intended_at: now,
    })
    .execute()
  await bookPayout(tx, deps, {
    id,
    providerId,
    gateway: gatewayOf(deps).name,
    stage: 'intended',
    amountMinor,
    currency,
    at: now,
    simulated: false,
  })
  await addJob(tx, 'billing.payout', { payout: id }, { key: `payout:${id}` })
}

// Where the provider's money goes, if the gateway knows enough of them. The simulated one knows everybody.
async function readyAccount(deps: BillingDeps, providerId: string): Promise<string | undefined> {
  const gateway = gatewayOf(deps)
  const row = await deps.db
    .selectFrom('providers as p')
    .leftJoin('payout_accounts as a', (join) =>
      join.onRef('a.provider_id', '=', 'p.id').on('a.gateway', '=', gateway.name),
    )
    .select(['p.slug', 'p.country', 'a.reference', 'a.state'])
    .where('p.id', '=', providerId)
    .executeTakeFirst()
  if (row?.state === 'ready') return row.reference ?? undefined
  if (!row || (!row.reference && gateway.name !== 'simulated')) return undefined
  const account = await gateway.payoutAccount({
    id: providerId,
    country: row.country,
    reference: row.reference ?? undefined,
    returnUrl: deps.config.publicUrl.origin + urls.payouts({ provider: row.slug }),
  })
  await keepPayoutAccount(deps, providerId, account)
  return account.state === 'ready' ? account.reference : undefined
}

/** Notes how a provider's account stands. Where money goes from now on is audited with who changed it. */
export async function keepPayoutAccount(
  deps: BillingDeps,
  providerId: string,
  { reference, state }: { reference: string; state: 'incomplete' | 'ready' },
  actor: string | null = null,
): Promise<void> {
  const now = deps.clock.now()
  const gateway = gatewayOf(deps).name
  await deps.db.transaction().execute(async (tx) => {
    const changed = await tx
      .insertInto('payout_accounts')
      .values({ provider_id: providerId, gateway, reference, state, created_at: now })
      .onConflict((conflict) =>
        conflict
          .columns(['provider_id', 'gateway'])
          .doUpdateSet({ reference, state })
          .where((eb) =>
            eb.or([
              eb('payout_accounts.reference', '<>', reference),
              eb('payout_accounts.state', '<>', state),
            ]),
          ),
      )
      .executeTakeFirst()
    if (!changed.numInsertedOrUpdatedRows) return
    await audit(tx, {
      at: now,
      actor,
      action: 'billing.payout-account-kept',
      subjectKind: 'provider',
      subjectId: providerId,
      detail: { gateway, reference, state },
    })
  })
}

async function selectLastStatements(deps: BillingDeps, gateway: string): Promise<Map<string, string>> {
  const rows = await deps.db
    .selectFrom('statements')
    .select(['provider_id', 'currency', sql<string>`max(month)::text`.as('month')])
    .where('gateway', '=', gateway)
    .groupBy(['provider_id', 'currency'])
    .execute()
  return new Map(rows.map((row) => [`${row.provider_id} ${row.currency}`, row.month]))
}

function sumOf({ charges, refunds, disputes, fees, other, payouts }: ProviderMonth): number {
  return charges + refunds + disputes + fees + other + payouts
}

function spanOf(month: Date, now: Date) {
  const refundableFrom = new Date(now.getTime() - refundableDays * dayMs)
  return { from: month, until: monthAfter(month), refundableFrom }
}

function firstOfMonth(at: Date): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1))
}

function monthAfter(month: Date): Date {
  return new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 1))
}

function monthBefore(month: Date): Date {
  return new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() - 1, 1))
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}
