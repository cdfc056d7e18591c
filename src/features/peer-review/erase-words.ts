import { sql } from 'kysely'
import type { Executor } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { addJob } from '../../platform/jobs.ts'

/**
 * Erases a person's words: their pieces, drafts, files and comments, and what others wrote about their pieces. A
 * piece that was not marked yet is withdrawn; points stay, under the random key.
 */
export async function eraseWords(tx: Executor, personKey: string): Promise<void> {
  const enrolments = tx.selectFrom('enrolments').select('id').where('person_key', '=', personKey)
  const pieces = tx.selectFrom('hand_ins').select('id').where('enrolment_id', 'in', enrolments)
  const given = tx.selectFrom('reviews').select('id').where('reviewer_enrolment_id', 'in', enrolments)
  const received = tx.selectFrom('reviews').select('id').where('hand_in_id', 'in', pieces)

  const files = await tx
    .deleteFrom('hand_in_files')
    .where('hand_in_id', 'in', pieces)
    .returning('content_hash')
    .execute()
  for (const hash of new Set(files.map((file) => file.content_hash)))
    await addJob(tx, 'peer-review.forget-file', { hash }, { key: `forget-file:${hash}` })
  await tx.deleteFrom('hand_in_texts').where('hand_in_id', 'in', pieces).execute()
  await tx.deleteFrom('hand_in_links').where('hand_in_id', 'in', pieces).execute()
  await tx.deleteFrom('hand_in_drafts').where('enrolment_id', 'in', enrolments).execute()
  await tx.updateTable('trainings').set({ comments: null }).where('enrolment_id', 'in', enrolments).execute()
  await tx.deleteFrom('review_volunteers').where('enrolment_id', 'in', enrolments).execute()
  for (const reviews of [given, received]) {
    await tx.deleteFrom('review_comments').where('review_id', 'in', reviews).execute()
    await tx.deleteFrom('review_drafts').where('review_id', 'in', reviews).execute()
    await tx.deleteFrom('review_answers').where('review_id', 'in', reviews).execute()
    await tx
      .updateTable('review_reports')
      .set({ body: '', decision: '' })
      .where('review_id', 'in', reviews)
      .execute()
    await tx
      .updateTable('reviews')
      .set({ skipped_at: sql`given_at`, skip_reason: 'withdrawn' })
      .where('id', 'in', reviews)
      .where('submitted_at', 'is', null)
      .where('skipped_at', 'is', null)
      .execute()
  }
  await tx
    .updateTable('educator_marks')
    .set({ comment: '' })
    .where((where) => where.or([where('hand_in_id', 'in', pieces), where('educator', '=', personKey)]))
    .execute()
  await tx
    .updateTable('appeals')
    .set({ reason: '', decision: '' })
    .where((where) => where.or([where('hand_in_id', 'in', pieces), where('decided_by', '=', personKey)]))
    .execute()
  await tx
    .updateTable('piece_decisions')
    .set({ reason: '' })
    .where((where) => where.or([where('hand_in_id', 'in', pieces), where('decided_by', '=', personKey)]))
    .execute()
  await tx
    .updateTable('refusals')
    .set({ reason: '' })
    .where((where) => where.or([where('hand_in_id', 'in', pieces), where('refused_by', '=', personKey)]))
    .execute()
  await tx.updateTable('review_reports').set({ decision: '' }).where('decided_by', '=', personKey).execute()
  await tx.deleteFrom('saved_comments').where('educator', '=', personKey).execute()
  await tx
    .updateTable('educator_requests')
    .set({ closed_at: sql`asked_at` })
    .where('hand_in_id', 'in', pieces)
    .where('closed_at', 'is', null)
    .execute()
  await tx
    .updateTable('educator_requests')
    .set({ assignee: null, assigned_at: null })
    .where('assignee', '=', personKey)
    .where('closed_at', 'is', null)
    .execute()
  await tx
    .updateTable('hand_ins')
    .set({ state: 'withdrawn' })
    .where('id', 'in', pieces)
    .where('state', 'in', ['with_peers', 'with_educator'])
    .execute()
}

/** Removes stored bytes that nothing names any more. The lock waits for a hand-in of the same bytes (hand-in.ts). */
export async function forgetFile(deps: Deps, hash: string): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${hash}, 13))`.execute(tx)
    const { rows } = await sql<{
      named: boolean
    }>`select exists (select 1 from hand_in_files where content_hash = ${hash})
      or exists (select 1 from media where content_hash = ${hash}) as named`.execute(tx)
    if (!rows[0]?.named) await deps.storage.remove(hash)
  })
}
