import { type RawBuilder, sql } from 'kysely'
import type { Executor } from '../../platform/db/pool.ts'
import { bookChecks } from './ledger-checks/books.ts'
import type { LedgerCheck } from './ledger-checks/check.ts'
import { ruleChecks } from './ledger-checks/rules.ts'

// Proves on a live database what the rules promise. Each check is one query that counts what it looked at and names
// what breaks it; nothing is changed, and all of them see the same moment.

export interface LedgerFinding {
  name: string
  says: string
  /** Rows that were looked at. */
  checked: number
  /** What breaks it, at most 20 of them by name. */
  broken: string[]
  brokenCount: number
}

export interface LedgerReport {
  ok: boolean
  findings: LedgerFinding[]
  balances: { account: string; currency: string; balance_minor: number }[]
}

const namedMax = 20

/**
 * Runs every check in one snapshot of the database.
 * @param now the moment at which it is asked what is late; the database's own where it is not given
 */
export async function checkLedger(db: Executor, now?: Date): Promise<LedgerReport> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute((tx) => lookAtLedger(tx, now))
}

/** The checks in a transaction of the caller's. */
export async function lookAtLedger(tx: Executor, now?: Date): Promise<LedgerReport> {
  const at = now ? sql<Date>`${now}::timestamptz` : sql<Date>`now()`
  const findings: LedgerFinding[] = []
  for (const check of [...bookChecks, ...ruleChecks]) findings.push(await run(tx, check, at))
  const { rows: balances } = await sql<LedgerReport['balances'][number]>`
    select split_part(account, ':', 1) as account, currency, sum(balance_minor)::bigint as balance_minor
    from ledger_balances group by 1, 2 order by 1, 2`.execute(tx)
  return { ok: findings.every((finding) => finding.brokenCount === 0), findings, balances }
}

async function run(
  db: Executor,
  { name, says, rows }: LedgerCheck,
  now: RawBuilder<Date>,
): Promise<LedgerFinding> {
  const result = await sql<{ checked: number; broken_count: number; broken: string[] | null }>`
    select count(*) as checked, count(*) filter (where broken) as broken_count,
      (array_agg(id::text order by id::text) filter (where broken))[1:${sql.lit(namedMax)}] as broken
    from (${rows(now)}) looked`.execute(db)
  const row = result.rows[0]!
  return { name, says, checked: row.checked, broken: row.broken ?? [], brokenCount: row.broken_count }
}
