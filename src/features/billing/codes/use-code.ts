import { sql } from 'kysely'
import type { OfferedDiscount } from '../../../domain/discount.ts'
import { audit } from '../../../platform/audit.ts'
import type { Executor, Tx } from '../../../platform/db/pool.ts'
import type { Deps } from '../../../platform/deps.ts'
import { newId } from '../../../platform/random.ts'
import type { NewEnrolment } from '../../learn/api.ts'
import { giveDiscount } from '../grants/give-discount.ts'
import {
  giveWhole,
  hasNothingToPay,
  lockOptionalOwnSubscription,
  lockPersonIn,
} from '../grants/give-whole.ts'
import { hashOfCode } from './make-batch.ts'

const refusals = [
  // There is no such code, or none for this credential: both are answered alike, so that nothing can be found out.
  'code_unknown',
  'code_over',
  'code_used_up',
  'code_used_before',
  // What the learner has is as good: the code stays unused.
  'code_no_gain',
] as const
export type CodeRefusal = (typeof refusals)[number]

export function isCodeRefusal(why: string | undefined): why is CodeRefusal {
  return refusals.some((one) => one === why)
}

export type CodeOutcome =
  | { kind: 'whole'; enrolmentId: string }
  | { kind: 'discount'; enrolmentId: string; discount: OfferedDiscount }
  /** It takes something off a trial's charges, and there is no trial yet: nothing was used. */
  | { kind: 'needs_trial'; discount: OfferedDiscount }
  | { kind: 'refused'; why: CodeRefusal }

export interface CodeWish extends Omit<NewEnrolment, 'route'> {
  code: string
}

/** What a code is worth for a credential now, without using it. */
export async function selectOptionalDiscount(
  db: Executor,
  { code, credentialId, now }: { code: string; credentialId: string; now: Date },
): Promise<OfferedDiscount | undefined> {
  const row = await selectOptionalCode(db, code, credentialId)
  if (!row || row.closed_at || (row.expires_at && row.expires_at <= now) || row.uses >= row.uses_max)
    return undefined
  return { bp: row.percent_bp, charges: row.charges }
}

/**
 * Uses a code for a credential: one that takes over everything enrols or ends the paying, any other takes its share off
 * the subscription that there is. A person uses one code of a batch once. The last use goes to one of two.
 */
export async function useCode(tx: Tx, deps: Deps, wish: CodeWish): Promise<CodeOutcome> {
  const now = deps.clock.now()
  const { personKey, credentialId } = wish
  // First the person, then the code: everybody who uses codes locks in this order.
  await lockPersonIn(tx, wish)
  const code = await selectOptionalCode(tx, wish.code, credentialId, { lock: true })
  if (!code) return { kind: 'refused', why: 'code_unknown' }
  if (code.closed_at || (code.expires_at && code.expires_at <= now))
    return { kind: 'refused', why: 'code_over' }
  const before = await selectOptionalUse(tx, code.batch_id, wish)
  if (before) return { kind: 'refused', why: 'code_used_before' }
  if (code.uses >= code.uses_max) return { kind: 'refused', why: 'code_used_up' }
  const discount = { bp: code.percent_bp, charges: code.charges }
  if (discount.bp < 10_000) {
    const subscription = await lockOptionalOwnSubscription(tx, wish)
    if (!subscription || !['trial', 'active', 'past_due', 'paused'].includes(subscription.state)) {
      const hasAll = await hasNothingToPay(tx, wish)
      return hasAll ? { kind: 'refused', why: 'code_no_gain' } : { kind: 'needs_trial', discount }
    }
    if (!(await giveDiscount(tx, deps, subscription, { ...discount, why: 'code' })))
      return { kind: 'refused', why: 'code_no_gain' }
    await noteUse(tx, deps, code, { personKey, credentialId, enrolmentId: subscription.enrolment_id })
    return { kind: 'discount', enrolmentId: subscription.enrolment_id, discount }
  }
  const given = await giveWhole(tx, deps, { ...wish, because: 'voucher' })
  if (given.kind === 'had_already') return { kind: 'refused', why: 'code_no_gain' }
  await noteUse(tx, deps, code, { personKey, credentialId, enrolmentId: given.enrolmentId })
  return { kind: 'whole', enrolmentId: given.enrolmentId }
}

type Code = NonNullable<Awaited<ReturnType<typeof selectOptionalCode>>>

async function selectOptionalCode(
  db: Executor,
  typed: string,
  credentialId: string,
  { lock = false }: { lock?: boolean } = {},
) {
  let query = db
    .selectFrom('codes as k')
    .innerJoin('code_batches as b', 'b.id', 'k.batch_id')
    .innerJoin('credentials as c', (join) =>
      join
        .onRef('c.provider_id', '=', 'b.provider_id')
        .on((eb) => eb.or([eb('b.credential_id', 'is', null), eb('b.credential_id', '=', eb.ref('c.id'))])),
    )
    .select(['k.id', 'k.batch_id', 'k.uses', 'k.uses_max'])
    .select(['b.percent_bp', 'b.charges', 'b.expires_at', 'b.closed_at'])
    .where('k.code_hash', '=', hashOfCode(typed))
    .where('c.id', '=', credentialId)
  if (lock) query = query.forUpdate('k')
  return query.executeTakeFirst()
}

async function selectOptionalUse(
  tx: Tx,
  batchId: string,
  { personKey, credentialId }: { personKey: string; credentialId: string },
) {
  return tx
    .selectFrom('code_uses')
    .select('id')
    .where('batch_id', '=', batchId)
    .where('person_key', '=', personKey)
    .where('credential_id', '=', credentialId)
    .executeTakeFirst()
}

async function noteUse(
  tx: Tx,
  deps: Deps,
  code: Code,
  { personKey, credentialId, enrolmentId }: { personKey: string; credentialId: string; enrolmentId: string },
): Promise<void> {
  const now = deps.clock.now()
  await tx.updateTable('codes').set({ uses: sql`uses + 1` }).where('id', '=', code.id).execute()
  await tx
    .insertInto('code_uses')
    .values({
      id: newId(now, deps.random),
      code_id: code.id,
      batch_id: code.batch_id,
      person_key: personKey,
      credential_id: credentialId,
      enrolment_id: enrolmentId,
      percent_bp: code.percent_bp,
      used_at: now,
    })
    .execute()
  await audit(tx, {
    at: now,
    actor: personKey,
    action: 'billing.code-used',
    subjectKind: 'code-batch',
    subjectId: code.batch_id,
    detail: { enrolment: enrolmentId, bp: code.percent_bp },
  })
}
