import { sql } from 'kysely'
import { distanceOf } from '../../domain/reviewer-record.ts'
import { audit } from '../../platform/audit.ts'
import { type Executor, json, type Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/random.ts'
import type { RubricInput } from './forms.ts'
import { lockProject } from './lock-project.ts'
import type { Training } from './piece-views.ts'
import type { Project } from './project.ts'
import { prepareReserve } from './reserve.ts'
import { trainingLeftOf, trainingState } from './training-state.ts'

interface Trainee {
  project: Project
  personKey: string
  enrolmentId: string
}

/** Whether this marker has to train before the next review. */
export async function mustTrain(
  db: Executor,
  { project, enrolmentId }: Pick<Trainee, 'project' | 'enrolmentId'>,
): Promise<boolean> {
  const { training } = project.marking
  if (!training) return false
  const { rows } = await sql<{ pieces: number; close: number; reviews_since: number }>`
    select ${trainingState({ enrolmentId, itemId: project.itemId })}`.execute(db)
  return trainingLeftOf(project, rows[0]!) > 0
}

/**
 * Gives a marker a piece to train with: one that they never had, else the one that was longest ago. Who has one open
 * gets that again.
 * @returns the training's id, or why there is none
 */
export async function startTraining(
  deps: Deps,
  { project, personKey, enrolmentId }: Trainee,
): Promise<{ trainingId: string } | 'nothing-to-train'> {
  const now = deps.clock.now()
  const { itemId } = project
  return deps.db.transaction().execute(async (tx) => {
    await lockProject(tx, itemId)
    await prepareReserve(tx, deps, itemId)
    const { rows } = await sql<{ open: string | null; next: string | null }>`select
      (select id from trainings where enrolment_id = ${enrolmentId} and item_id = ${itemId} and submitted_at is null) as open,
      (select h.id from hand_ins h left join trainings t on t.hand_in_id = h.id and t.enrolment_id = ${enrolmentId}
        where h.item_id = ${itemId} and h.for_training
        group by h.id order by max(t.submitted_at) nulls first, h.reserve_slug limit 1) as next`.execute(tx)
    const { open, next } = rows[0]!
    if (open) return { trainingId: open }
    if (!next) return 'nothing-to-train'
    const id = newId(now, deps.random)
    await tx
      .insertInto('trainings')
      .values({ id, enrolment_id: enrolmentId, item_id: itemId, hand_in_id: next, started_at: now })
      .execute()
    await audit(tx, {
      at: now,
      actor: personKey,
      action: 'peer-review.training-started',
      subjectKind: 'training',
      subjectId: id,
      detail: { hand_in: next },
    })
    return { trainingId: id }
  })
}

/** Takes the marks of a training piece and says how far from the educators they are. Sent again, nothing changes. */
export async function submitTraining(
  deps: Deps,
  { training, personKey, marks }: { training: Training; personKey: string; marks: RubricInput },
): Promise<void> {
  const now = deps.clock.now()
  const { project } = training
  const distance = distanceOf(project.criteria, { own: marks.points, educator: training.educatorPoints })
  const within = project.marking.training?.within ?? 1
  await deps.db.transaction().execute(async (tx) => {
    await lockProject(tx, project.itemId)
    const done = await writeTraining(tx, training.id, {
      points: marks.points,
      comments: marks.comments,
      distance,
      close: distance <= within + 1e-9,
      now,
    })
    if (!done) return
    await audit(tx, {
      at: now,
      actor: personKey,
      action: 'peer-review.trained',
      subjectKind: 'training',
      subjectId: training.id,
      detail: { distance },
    })
  })
}

async function writeTraining(
  tx: Tx,
  id: string,
  { points, comments, distance, close, now }: RubricInput & { distance: number; close: boolean; now: Date },
): Promise<boolean> {
  const updated = await tx
    .updateTable('trainings')
    .set({ submitted_at: now, points: json(points), comments: json(comments), distance, close })
    .where('id', '=', id)
    .where('submitted_at', 'is', null)
    .executeTakeFirst()
  return updated.numUpdatedRows > 0n
}
