import { audit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { addJob } from '../../platform/jobs.ts'
import type { Edition } from './editions.ts'
import { recordEvent } from './events.ts'
import { issueWhenAllowed } from './issue-when-allowed.ts'

/**
 * Looks what is still missing. When the last qualifying work is handed in, `work_done` is recorded with that moment
 * (from then on nothing is charged); when every mark is in and passed, `requirements_met`, and the credential is
 * issued in the same transaction.
 * @returns whether the requirements are met
 */
export async function meetRequirements(
  tx: Tx,
  deps: Deps,
  { enrolmentId, personKey, edition }: { enrolmentId: string; personKey: string; edition: Edition },
): Promise<boolean> {
  const required = edition.items.filter((item) => item.required)
  if (required.length === 0) return false
  const work = await selectQualifyingWork(tx, enrolmentId)
  if (!required.every((item) => work.has(item.id))) return false
  const workDoneAt = new Date(Math.max(...required.map((item) => work.get(item.id)!.at.getTime())))
  if (await recordEvent(tx, deps, { enrolmentId, kind: 'work_done', at: workDoneAt })) {
    await audit(tx, {
      at: deps.clock.now(),
      actor: null,
      action: 'learn.work-done',
      subjectKind: 'enrolment',
      subjectId: enrolmentId,
    })
    await addJob(tx, 'billing.work-done', { enrolmentId }, { key: `work-done:${enrolmentId}` })
  }
  if (!required.every((item) => work.get(item.id)!.passed)) return false
  const now = deps.clock.now()
  if (await recordEvent(tx, deps, { enrolmentId, kind: 'requirements_met', at: now })) {
    await audit(tx, {
      at: now,
      actor: null,
      action: 'learn.requirements-met',
      subjectKind: 'enrolment',
      subjectId: enrolmentId,
    })
  }
  await issueWhenAllowed(tx, deps, { enrolmentId, personKey })
  return true
}

// What counts for each item, and since when: a passed mark, work that waits for one, a lesson that was read.
async function selectQualifyingWork(
  tx: Tx,
  enrolmentId: string,
): Promise<Map<string, { at: Date; passed: boolean }>> {
  const results = await tx
    .selectFrom('item_results')
    .select(['item_id', 'handed_in_at'])
    .where('enrolment_id', '=', enrolmentId)
    .where('passed_at', 'is not', null)
    .execute()
  const pending = await tx
    .selectFrom('pending_work')
    .select(['item_id', 'handed_in_at'])
    .where('enrolment_id', '=', enrolmentId)
    .execute()
  const read = await tx
    .selectFrom('item_progress')
    .innerJoin('items', 'items.id', 'item_progress.item_id')
    .select(['item_id', 'item_progress.completed_at'])
    .where('enrolment_id', '=', enrolmentId)
    .where('items.kind', '=', 'lesson')
    .where('item_progress.completed_at', 'is not', null)
    .execute()
  const work = new Map<string, { at: Date; passed: boolean }>()
  for (const row of read) work.set(row.item_id, { at: row.completed_at!, passed: true })
  for (const row of pending) work.set(row.item_id, { at: row.handed_in_at, passed: false })
  for (const row of results) work.set(row.item_id, { at: row.handed_in_at, passed: true })
  return work
}
