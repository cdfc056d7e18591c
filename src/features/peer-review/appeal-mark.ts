import type { RubricPoints } from '../../domain/rubric.ts'
import { audit } from '../../platform/audit.ts'
import type { Deps } from '../../platform/deps.ts'
import { correctPiece, withEducatorsPoints } from './correct-piece.ts'
import { answerDays, askEducator, closeRequests } from './educator-requests.ts'
import { lockProject } from './lock-project.ts'
import { queueAppealMail } from './marked-mail.ts'
import type { OwnPiece, PieceToMark } from './piece-views.ts'
import { intervalMovedWith, selectVerdict } from './verdict-in-force.ts'

/** Asks for some criteria to be decided again. Each criterion once; asked again, the first reason stands. */
export async function appealMark(
  deps: Deps,
  { piece, personKey, reasons }: { piece: OwnPiece; personKey: string; reasons: Record<string, string> },
): Promise<void> {
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (tx) => {
    await lockProject(tx, piece.project.itemId)
    const verdict = await selectVerdict(tx, piece.id)
    if (!verdict) return
    const known = await tx
      .selectFrom('appeals')
      .select('criterion')
      .where('hand_in_id', '=', piece.id)
      .execute()
    const fresh = verdict.results.filter(
      ({ criterion }) => reasons[criterion] && !known.some((one) => one.criterion === criterion),
    )
    if (fresh.length === 0) return
    const requestId = await askEducator(tx, deps, {
      handInId: piece.id,
      reason: 'appeal',
      dueAt: new Date(now.getTime() + answerDays * 86_400_000),
    })
    await tx
      .insertInto('appeals')
      .values(
        fresh.map(({ criterion, points }) => ({
          hand_in_id: piece.id,
          criterion,
          request_id: requestId,
          reason: reasons[criterion]!,
          appealed_at: now,
          points_before: points,
        })),
      )
      .execute()
    await audit(tx, {
      at: now,
      actor: personKey,
      action: 'peer-review.appealed',
      subjectKind: 'hand-in',
      subjectId: piece.id,
      detail: { criteria: fresh.map((one) => one.criterion) },
    })
  })
}

/**
 * Decides the open appeals of a piece: for each of them its points, never fewer than before, and why. An educator who
 * had a part in the mark doesn't get here.
 * @param decisions criterion → points and words, for every open appeal
 */
export async function decideAppeals(
  deps: Deps,
  {
    view,
    educator,
    decisions,
  }: { view: PieceToMark; educator: string; decisions: Record<string, { points: number; words: string }> },
): Promise<'decided' | 'already'> {
  const now = deps.clock.now()
  const { handInId } = view.piece
  return deps.db.transaction().execute(async (tx) => {
    await lockProject(tx, view.project.itemId)
    const before = await selectVerdict(tx, handInId)
    const open = await tx
      .selectFrom('appeals')
      .select(['criterion', 'points_before'])
      .where('hand_in_id', '=', handInId)
      .where('decided_at', 'is', null)
      .execute()
    if (!before || open.length === 0) return 'already'
    const raised: RubricPoints = {}
    for (const { criterion } of open) {
      const decision = decisions[criterion]
      const result = before.results.find((one) => one.criterion === criterion)
      if (!decision || !result) throw new Error(`the appeal about ${criterion} is not decided`)
      // Another decision may have raised it meanwhile.
      const points = Math.max(decision.points, result.points)
      if (points > result.points) raised[criterion] = points
      await tx
        .updateTable('appeals')
        .set({
          decided_at: now,
          decided_by: educator,
          points_before: result.points,
          points_after: points,
          decision: decision.words,
        })
        .where('hand_in_id', '=', handInId)
        .where('criterion', '=', criterion)
        .execute()
    }
    await closeRequests(tx, { handInId, reasons: ['appeal'], by: educator, at: now })
    await audit(tx, {
      at: now,
      actor: educator,
      action: 'peer-review.appeal-decided',
      subjectKind: 'hand-in',
      subjectId: handInId,
      detail: { criteria: open.map((one) => one.criterion), raised: Object.keys(raised) },
    })
    if (Object.keys(raised).length === 0) {
      await queueAppealMail(tx, deps, { handInId, at: now, title: view.project.title })
      return 'decided'
    }
    const results = withEducatorsPoints(before.results, raised)
    await correctPiece(tx, deps, {
      handInId,
      project: view.project,
      kind: 'appeal',
      by: educator,
      reason: '',
      verdict: {
        ...before,
        results,
        interval: intervalMovedWith(before, results),
        method: 'educator',
        educators: before.educators + 1,
      },
    })
    return 'decided'
  })
}
