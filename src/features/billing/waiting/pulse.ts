import { sql } from 'kysely'
import { outageOf, waitingDaysOf } from '../../../domain/waiting-days.ts'
import { audit } from '../../../platform/audit.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import type { Deps } from '../../../platform/deps.ts'
import { addJob } from '../../../platform/jobs.ts'
import { newId } from '../../../platform/random.ts'
import type { BillingDeps } from '../gateway-of.ts'
import { makeGood } from './make-good.ts'

/**
 * Beats once a minute while the service runs. Where the last beat is more than an hour ago people could not work: that
 * is noted as an outage, and made good.
 */
export async function beat(deps: Deps): Promise<void> {
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (tx) => {
    await sql`insert into worker_pulse (beat_at) values (${now}) on conflict do nothing`.execute(tx)
    const { beat_at: lastAt } = await tx
      .selectFrom('worker_pulse')
      .select('beat_at')
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (now <= lastAt) return
    const outage = outageOf(lastAt, now)
    if (outage) await tellOutage(tx, deps, { ...outage, noticedBy: 'pulse' })
    await tx.updateTable('worker_pulse').set({ beat_at: now }).execute()
  })
}

/**
 * Notes a time in which people could not work; a job then adds the days. The same beginning is noted once.
 * @returns its id; undefined where it was noted before
 */
export async function tellOutage(
  tx: Tx,
  deps: Pick<Deps, 'clock' | 'random'>,
  { beganAt, endedAt, noticedBy }: { beganAt: Date; endedAt: Date; noticedBy: 'pulse' | 'operator' },
): Promise<string | undefined> {
  const now = deps.clock.now()
  const id = newId(now, deps.random)
  const inserted = await tx
    .insertInto('outages')
    .values({ id, began_at: beganAt, ended_at: endedAt, noticed_by: noticedBy, told_at: now })
    .onConflict((conflict) => conflict.columns(['began_at', 'noticed_by']).doNothing())
    .executeTakeFirst()
  if (!inserted.numInsertedOrUpdatedRows) return undefined
  await audit(tx, {
    at: now,
    actor: null,
    action: 'billing.outage-told',
    subjectKind: 'outage',
    subjectId: id,
    detail: { began_at: beganAt, ended_at: endedAt, by: noticedBy },
  })
  await addJob(tx, 'billing.outages', {}, { key: 'billing.outages' })
  return id
}

const rowsAtOnce = 200

/**
 * Adds the days of outages to everybody who had a trial or a paid period running in them. In small steps, each once:
 * killed in the middle it goes on where it was.
 */
export async function makeGoodOutages(deps: BillingDeps): Promise<void> {
  const outages = await deps.db.selectFrom('outages').selectAll().where('made_good_at', 'is', null).execute()
  for (const outage of outages) {
    const days = waitingDaysOf(outage.ended_at.getTime() - outage.began_at.getTime())
    let isWhole = true
    for (let after = ''; ; ) {
      const ids = await selectAffected(deps, outage, after)
      // One that can't be done now must not keep the others from their days; it is tried again.
      for (const id of ids) isWhole = (await tryOne(deps, id, outage.id, days)) && isWhole
      if (ids.length < rowsAtOnce) break
      after = ids.at(-1)!
    }
    // Where a charge was at the gateway, the next sweep comes back to it.
    if (isWhole)
      await deps.db
        .updateTable('outages')
        .set({ made_good_at: deps.clock.now() })
        .where('id', '=', outage.id)
        .execute()
  }
}

async function tryOne(deps: BillingDeps, id: string, outageId: string, days: number): Promise<boolean> {
  try {
    return await makeGoodOne(deps, id, outageId, days)
  } catch (error) {
    deps.log.error('outage-not-made-good', error, { subscription: id, outage: outageId })
    return false
  }
}

async function makeGoodOne(deps: BillingDeps, id: string, sourceId: string, days: number): Promise<boolean> {
  return deps.db.transaction().execute(async (tx) => {
    const subscription = await tx
      .selectFrom('subscriptions')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    return makeGood(tx, deps, subscription, { cause: 'service_down', sourceId, days })
  })
}

async function selectAffected(
  { db }: BillingDeps,
  { id, began_at, ended_at }: { id: string; began_at: Date; ended_at: Date },
  after: string,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select s.id from subscriptions s
    where s.state in ('trial', 'active', 'past_due', 'cancelled') and not s.simulated
      and s.trial_started_at < ${ended_at}
      and greatest(s.trial_ends_at, s.paid_until, s.access_until) > ${began_at}
      and not exists (select 1 from waits_made_good w where w.subscription_id = s.id and w.cause = 'service_down'
        and w.source_id = ${id})
      ${after ? sql`and s.id > ${after}::uuid` : sql``}
    order by s.id limit ${rowsAtOnce}`.execute(db)
  return rows.map((row) => row.id)
}
