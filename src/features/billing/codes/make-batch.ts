import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { codeFrom, plainCode } from '../../../domain/code-text.ts'
import { audit } from '../../../platform/audit.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import type { Deps } from '../../../platform/deps.ts'
import { hashToken, newId, newToken } from '../../../platform/random.ts'

export interface NewBatch {
  providerId: string
  /** null: for every credential of the provider */
  credentialId: string | null
  orderId?: string
  label: string
  percentBp: number
  charges: number | null
  /** How often each code can be used. */
  usesMax: number
  count: number
  /** Chosen by the maker, for one code that many use. */
  word?: string
  expiresAt: Date | null
  madeBy: string
}

export type BatchOutcome =
  /** The secret from which the codes follow; we keep none of it, so it is shown once. */
  { kind: 'made'; id: string; secret: string } | { kind: 'word_taken' }

/**
 * Makes a batch of codes. Codes for one person follow from a secret that is handed out and not kept: here stand only
 * their hashes, so that whoever reads the database can use none.
 */
export async function makeBatch(
  tx: Tx,
  deps: Pick<Deps, 'clock' | 'random'>,
  batch: NewBatch,
): Promise<BatchOutcome> {
  const now = deps.clock.now()
  const id = newId(now, deps.random)
  const secret = newToken(deps.random)
  const texts = batch.word ? [batch.word.trim()] : codesOf(secret, batch.count)
  if (batch.word && (await isTaken(tx, batch.word))) return { kind: 'word_taken' }
  await tx
    .insertInto('code_batches')
    .values({
      id,
      provider_id: batch.providerId,
      credential_id: batch.credentialId,
      order_id: batch.orderId ?? null,
      label: batch.label,
      percent_bp: batch.percentBp,
      charges: batch.percentBp === 10_000 ? null : batch.charges,
      uses_max: batch.usesMax,
      code_count: texts.length,
      expires_at: batch.expiresAt,
      made_by: batch.madeBy,
      made_at: now,
    })
    .execute()
  const ids = texts.map(() => newId(now, deps.random))
  const shown = texts.map((text) => (batch.usesMax > 1 ? text : null))
  await sql`insert into codes (id, batch_id, code_hash, shown, uses_max)
    select made.id, ${id}, made.hash, made.shown, ${batch.usesMax}
    from unnest(${ids}::uuid[], ${texts.map(hashOfCode)}::bytea[], ${shown}::text[]) as made (id, hash, shown)`.execute(
    tx,
  )
  await audit(tx, {
    at: now,
    actor: batch.madeBy,
    action: 'billing.codes-made',
    subjectKind: 'code-batch',
    subjectId: id,
    detail: { provider: batch.providerId, count: texts.length, bp: batch.percentBp, uses_max: batch.usesMax },
  })
  return { kind: 'made', id, secret }
}

/** The codes that follow from a batch's secret, in their order. */
export function codesOf(secret: string, count: number): string[] {
  return Array.from({ length: count }, (_, n) =>
    codeFrom(createHmac('sha256', secret).update(`code ${n}`).digest()),
  )
}

export function hashOfCode(typed: string): Buffer {
  return hashToken(`code:${plainCode(typed)}`)
}

/** No code of the batch can be used from now on; what was given stays given. Safe to repeat. */
export async function closeBatch(deps: Deps, id: string, actor: string): Promise<void> {
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (tx) => {
    const closed = await tx
      .updateTable('code_batches')
      .set({ closed_at: now })
      .where('id', '=', id)
      .where('closed_at', 'is', null)
      .executeTakeFirst()
    if (closed.numUpdatedRows === 0n) return
    await audit(tx, {
      at: now,
      actor,
      action: 'billing.codes-closed',
      subjectKind: 'code-batch',
      subjectId: id,
    })
  })
}

async function isTaken(tx: Tx, word: string): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`code:${plainCode(word)}`}, 31))`.execute(tx)
  const row = await tx
    .selectFrom('codes')
    .select('id')
    .where('code_hash', '=', hashOfCode(word))
    .executeTakeFirst()
  return row !== undefined
}
