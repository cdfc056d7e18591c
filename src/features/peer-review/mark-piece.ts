import type { RubricPoints } from '../../domain/rubric.ts'
import { audit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { askEducator, closeRequests, type RequestReason } from './educator-requests.ts'
import { finishPiece } from './finish-piece.ts'
import type { RubricInput } from './forms.ts'
import { lockProject } from './lock-project.ts'
import { handToEducator } from './peers-are-in.ts'
import type { PieceToMark } from './piece-views.ts'
import { selectProject } from './queries.ts'

export interface NewMarks {
  view: PieceToMark
  educator: string
  marks: RubricInput
  /** Somebody else shall mark it too, without seeing these marks. */
  wantsSecond?: boolean
}

const blindReasons: RequestReason[] = ['every', 'late', 'audit', 'doubt', 'second', 'offensive']

/**
 * Takes an educator's marks, given blind (no query for that page holds the marks of others), and decides the piece; or
 * waits for a second marker, where this one is in doubt.
 * @returns 'already' where it was decided meanwhile, or this educator marked it before
 */
export async function markPiece(
  deps: Deps,
  { view, educator, marks, wantsSecond = false }: NewMarks,
): Promise<'marked' | 'second' | 'already'> {
  const now = deps.clock.now()
  const { handInId } = view.piece
  return deps.db.transaction().execute(async (tx) => {
    await lockProject(tx, view.project.itemId)
    const { state } = await selectState(tx, handInId)
    const before = await selectEducatorPoints(tx, handInId)
    if (state !== 'with_educator' || before.has(educator)) return 'already'
    await tx
      .insertInto('educator_marks')
      .values(
        Object.entries(marks.points).map(([criterion, points]) => ({
          hand_in_id: handInId,
          educator,
          criterion,
          points,
          comment: marks.comments[criterion] ?? '',
          blind: true,
          marked_at: now,
        })),
      )
      .execute()
    if (wantsSecond && before.size === 0) {
      await askForSecond(tx, deps, { view, educator })
      return 'second'
    }
    await finishPiece(tx, deps, {
      handInId,
      project: view.project,
      actor: educator,
      educators: [...before.values(), marks.points],
    })
    return 'marked'
  })
}

async function askForSecond(
  tx: Tx,
  deps: Deps,
  { view, educator }: Pick<NewMarks, 'view' | 'educator'>,
): Promise<void> {
  const now = deps.clock.now()
  const { handInId } = view.piece
  await closeRequests(tx, { handInId, reasons: blindReasons, by: educator, at: now })
  await askEducator(tx, deps, {
    handInId,
    reason: 'second',
    dueAt: view.promisedBy,
  })
  await audit(tx, {
    at: now,
    actor: educator,
    action: 'peer-review.second-marker-asked',
    subjectKind: 'hand-in',
    subjectId: handInId,
  })
}

/**
 * Takes a piece out that nobody should have to read, with a reason that its author reads: no points on any criterion.
 * It can be appealed, and another one can be handed in, as with any mark.
 */
export async function refusePiece(
  deps: Deps,
  { view, educator, reason }: { view: PieceToMark; educator: string; reason: string },
): Promise<'refused' | 'already'> {
  const now = deps.clock.now()
  const { handInId } = view.piece
  return deps.db.transaction().execute(async (tx) => {
    await lockProject(tx, view.project.itemId)
    const { state } = await selectState(tx, handInId)
    if (state !== 'with_educator') return 'already'
    await tx
      .insertInto('refusals')
      .values({ hand_in_id: handInId, refused_at: now, refused_by: educator, reason })
      .execute()
    await audit(tx, {
      at: now,
      actor: educator,
      action: 'peer-review.refused',
      subjectKind: 'hand-in',
      subjectId: handInId,
    })
    const nothing = Object.fromEntries(view.project.criteria.map(({ id }) => [id, 0]))
    await finishPiece(tx, deps, {
      handInId,
      project: { ...view.project, marking: { ...view.project.marking, educator_share: 1 } },
      actor: educator,
      educators: [nothing],
    })
    return 'refused'
  })
}

/** Gives a piece back to the peers that a reviewer found offensive and an educator does not. */
export async function returnToPeers(
  deps: Deps,
  { view, educator }: { view: PieceToMark; educator: string },
): Promise<'returned' | 'already'> {
  const now = deps.clock.now()
  const { handInId } = view.piece
  return deps.db.transaction().execute(async (tx) => {
    await lockProject(tx, view.project.itemId)
    const { state, reasons } = await selectState(tx, handInId)
    if (state !== 'with_educator' || reasons.some((reason) => reason !== 'offensive')) return 'already'
    await closeRequests(tx, { handInId, reasons: ['offensive'], by: educator, at: now })
    await tx
      .updateTable('hand_ins')
      .set({ state: 'with_peers', full_until: null })
      .where('id', '=', handInId)
      .execute()
    await audit(tx, {
      at: now,
      actor: educator,
      action: 'peer-review.returned',
      subjectKind: 'hand-in',
      subjectId: handInId,
    })
    return 'returned'
  })
}

/** Decides by peers alone, where their marks are enough. Safe to repeat. */
export async function finishByPeers(deps: Deps, handInId: string): Promise<void> {
  const project = await selectProject(deps.db, handInId)
  await deps.db.transaction().execute(async (tx) => {
    await lockProject(tx, project.itemId)
    const { state, peer_marks: peerMarks, peers_wanted: wanted } = await selectState(tx, handInId)
    if (state !== 'with_peers' || peerMarks < wanted) return
    await finishPiece(tx, deps, { handInId, project, actor: null })
  })
}

/**
 * When the time of the peers is over, an educator takes the piece as it is, while there is time to keep the promise.
 * Safe to repeat.
 */
export async function handOver(deps: Deps, handInId: string): Promise<void> {
  const project = await selectProject(deps.db, handInId)
  await deps.db.transaction().execute(async (tx) => {
    await lockProject(tx, project.itemId)
    const piece = await selectState(tx, handInId)
    if (piece.state !== 'with_peers' || piece.peer_marks >= piece.peers_wanted) return
    // Peers who came all, and left doubt: the one more that was asked for did not come in time.
    const isInDoubt = piece.peer_marks >= project.marking.peers
    await handToEducator(tx, deps, {
      handInId,
      reason: isInDoubt ? 'doubt' : 'late',
      dueAt: piece.promised_by!,
    })
    await audit(tx, {
      at: deps.clock.now(),
      actor: null,
      action: 'peer-review.handed-over',
      subjectKind: 'hand-in',
      subjectId: handInId,
      detail: { peers: piece.peer_marks, promised_by: piece.promised_by },
    })
  })
}

/** The points of each educator who marked a piece, in the order in which they did. */
export async function selectEducatorPoints(tx: Tx, handInId: string): Promise<Map<string, RubricPoints>> {
  const rows = await tx
    .selectFrom('educator_marks')
    .select(['educator', 'criterion', 'points'])
    .where('hand_in_id', '=', handInId)
    .orderBy('marked_at')
    .execute()
  const points = new Map<string, RubricPoints>()
  for (const row of rows) {
    const own = points.get(row.educator) ?? {}
    points.set(row.educator, { ...own, [row.criterion]: Number(row.points) })
  }
  return points
}

async function selectState(tx: Tx, handInId: string) {
  const piece = await tx
    .selectFrom('hand_ins')
    .select(['state', 'peer_marks', 'peers_wanted', 'promised_by'])
    .where('id', '=', handInId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const open = await tx
    .selectFrom('educator_requests')
    .select('reason')
    .where('hand_in_id', '=', handInId)
    .where('closed_at', 'is', null)
    .execute()
  return { ...piece, reasons: open.map((row) => row.reason) }
}
