import { json } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import type { LabVerdict, Sandbox } from '../../platform/sandbox/port.ts'
import type { LabSecret, LabSpec } from '../authoring/api.ts'
import { recordMark } from '../learn/api.ts'
import { selectOptionalToMark } from './queries.ts'
import { type StoredVerdict, storedVerdict } from './stored-verdict.ts'

/**
 * Marks a submission: visible and hidden tests in the sandbox, then verdict and mark in one transaction. May be run
 * twice, also at once: the row is marked by the first that gets its lock, and the mark is recorded once by its id.
 *
 * @throws when the sandbox itself can't run; the job is then tried again.
 */
export async function markLab(deps: Deps, submissionId: string): Promise<void> {
  const toMark = await selectOptionalToMark(deps.db, submissionId)
  if (!toMark) return
  const verdict = await runAllTests(deps.sandbox, toMark)
  await keepVerdict(deps, submissionId, verdict)
}

/** Exactly what a submission is judged by; also for whoever wants to know without handing in. */
export async function runAllTests(
  sandbox: Sandbox,
  { files, spec, secret }: { files: Record<string, string>; spec: LabSpec; secret: LabSecret },
): Promise<StoredVerdict> {
  const { kind, mode, limits, tests } = spec
  const shared = { kind, mode, limits, files, points: secret.points }
  const visible: LabVerdict = await sandbox.runLab({ ...shared, tests })
  const hidden = await sandbox.runLab({ ...shared, tests: secret.hidden, reveal: 'verdicts' })
  return storedVerdict(visible, hidden, limits)
}

async function keepVerdict(deps: Deps, submissionId: string, verdict: StoredVerdict): Promise<void> {
  const points = sum(verdict.tests.map((test) => test.points))
  const pointsMax = sum(verdict.tests.map((test) => test.points_max))
  await deps.db.transaction().execute(async (tx) => {
    const submission = await tx
      .selectFrom('lab_submissions')
      .select(['enrolment_id', 'item_id', 'handed_in_at', 'state'])
      .where('id', '=', submissionId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (submission.state !== 'queued') return
    await tx
      .updateTable('lab_submissions')
      .set({
        state: 'marked',
        marked_at: deps.clock.now(),
        verdict: json(verdict),
        points,
        points_max: pointsMax,
        runtime: verdict.runtime,
      })
      .where('id', '=', submissionId)
      .execute()
    await recordMark(tx, deps, {
      enrolmentId: submission.enrolment_id,
      itemId: submission.item_id,
      workId: submissionId,
      points,
      pointsMax,
      shares: { computer: 1, peers: 0, educators: 0 },
      peerCount: 0,
      educatorCount: 0,
      handedInAt: submission.handed_in_at,
    })
  })
}

function sum(numbers: number[]): number {
  return Math.round(numbers.reduce((total, number) => total + number, 0) * 10_000) / 10_000
}
