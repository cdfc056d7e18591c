import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { audit } from '../../platform/audit.ts'
import { json } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { addJob } from '../../platform/jobs.ts'
import { newId } from '../../platform/random.ts'
import type { LabSpec } from '../authoring/api.ts'
import type { LearnerItem } from '../learn/api.ts'
import { submissionFiles } from './submission-files.ts'

/**
 * Hands in: the submission and the job that marks it exist together or not at all. Handing in the same files again
 * leads to the same submission, so that a form sent twice is one.
 *
 * @returns the id of the submission
 */
export async function submitLab(
  deps: Deps,
  { enrolment, item }: LearnerItem,
  written: Record<string, string>,
): Promise<string> {
  const now = deps.clock.now()
  const files = submissionFiles(item.spec as LabSpec, written)
  return deps.db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`${enrolment.id} ${item.id}`}, 11))`.execute(tx)
    const last = await tx
      .selectFrom('lab_submissions')
      .select(['id', 'number', 'state', 'files'])
      .where('enrolment_id', '=', enrolment.id)
      .where('item_id', '=', item.id)
      .orderBy('number', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (last && last.state !== 'failed' && isDeepStrictEqual(last.files, files)) return last.id
    const id = newId(now, deps.random)
    await tx
      .insertInto('lab_submissions')
      .values({
        id,
        enrolment_id: enrolment.id,
        item_id: item.id,
        number: (last?.number ?? 0) + 1,
        files: json(files),
        handed_in_at: now,
        state: 'queued',
      })
      .execute()
    await audit(tx, {
      at: now,
      actor: enrolment.personKey,
      action: 'labs.handed-in',
      subjectKind: 'lab-submission',
      subjectId: id,
      detail: { item: item.slug },
    })
    await addMarking(tx, id)
    return id
  })
}

/** Adds the job that marks; while one waits already, it is that one. */
export function addMarking(tx: Parameters<typeof addJob>[0], submissionId: string): Promise<void> {
  return addJob(tx, 'labs.mark', { id: submissionId }, { key: `labs.mark:${submissionId}`, attemptsMax: 5 })
}
