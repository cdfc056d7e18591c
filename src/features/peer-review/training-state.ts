import { sql } from 'kysely'
import { trainingLeft } from '../../domain/training.ts'
import type { Project } from './project.ts'

/** Columns that `trainingLeftOf` reads. */
export function trainingState({ enrolmentId, itemId }: { enrolmentId: unknown; itemId: unknown }) {
  return sql`(select count(*) from hand_ins where item_id = ${itemId} and for_training) as pieces,
    (select count(distinct hand_in_id) from trainings where enrolment_id = ${enrolmentId} and item_id = ${itemId} and close)
      as close,
    (select count(*) from reviews r join hand_ins h on h.id = r.hand_in_id where r.reviewer_enrolment_id = ${enrolmentId}
      and h.item_id = ${itemId} and r.submitted_at > (select max(submitted_at) from trainings
        where enrolment_id = ${enrolmentId} and item_id = ${itemId} and close)) as reviews_since`
}

/** How many training pieces are still to be marked closely enough; never more than there are. */
export function trainingLeftOf(
  { marking }: Pick<Project, 'marking'>,
  state: { pieces: number; close: number; reviews_since: number },
): number {
  if (!marking.training || state.pieces === 0) return 0
  return trainingLeft(
    { close: state.close, reviewsSince: state.reviews_since },
    { pieces: Math.min(marking.training.pieces, state.pieces), againAfter: marking.training.again_after },
  )
}
