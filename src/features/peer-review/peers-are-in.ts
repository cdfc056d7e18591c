import { sql } from 'kysely'
import { auditProbability, isDrawn } from '../../domain/audit-draw.ts'
import { shareOfPoints } from '../../domain/rubric.ts'
import { audit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { addJob } from '../../platform/jobs.ts'
import { askEducator, type RequestReason } from './educator-requests.ts'
import { markOfPiece, stepAfter } from './mark-of-piece.ts'
import { notePlaces } from './note-places.ts'
import type { Project } from './project.ts'
import { selectProjectScale } from './project-scale.ts'
import { selectPeerMarks } from './queries.ts'

/**
 * What happens to a piece when its peers have come: an educator where the provider wants one for each piece; else the
 * draw of the audit, made before anybody looks at the marks; else, where the marks leave too much doubt, one more
 * reviewer and then an educator; else the mark. Deciding happens in a job, because it touches the author's enrolment
 * while this transaction may hold the reviewer's. Call it with the project locked; it does nothing for other pieces.
 */
export async function peersAreIn(
  tx: Tx,
  deps: Deps,
  { handInId, project }: { handInId: string; project: Project },
): Promise<void> {
  const now = deps.clock.now()
  const { marking } = project
  const piece = await tx
    .selectFrom('hand_ins')
    .select(['state', 'peer_marks', 'peers_wanted', 'promised_by', 'educators_from', 'audit_probability'])
    .where('id', '=', handInId)
    .executeTakeFirstOrThrow()
  if (piece.state !== 'with_peers' || piece.peer_marks < piece.peers_wanted) return
  const toEducator = (reason: RequestReason) =>
    handToEducator(tx, deps, {
      handInId,
      reason,
      dueAt: piece.promised_by!,
    })
  if (marking.educator_share > 0) {
    await noteDraw(tx, { handInId, probability: 1, isAudited: true, now })
    return toEducator('every')
  }
  if (piece.audit_probability === null && (await drawAudit(tx, deps, { handInId, project })))
    return toEducator('audit')
  const step = await stepByMarks(tx, handInId, project)
  const isLate = now >= piece.educators_from!
  if (step === 'educator' || (step === 'one-more-reviewer' && isLate)) return toEducator('doubt')
  if (step === 'one-more-reviewer')
    return askOneMore(tx, deps, { handInId, peersWanted: piece.peers_wanted + 1 })
  await addJob(tx, 'peer-review.finish', { handInId }, { key: `finish:${handInId}` })
}

/** Gives a piece into the hands of the educators, who mark it blind. */
export async function handToEducator(
  tx: Tx,
  deps: Deps,
  { handInId, reason, dueAt }: { handInId: string; reason: RequestReason; dueAt: Date },
): Promise<void> {
  await tx.updateTable('hand_ins').set({ state: 'with_educator' }).where('id', '=', handInId).execute()
  await askEducator(tx, deps, { handInId, reason, dueAt })
  await audit(tx, {
    at: deps.clock.now(),
    actor: null,
    action: 'peer-review.educator-asked',
    subjectKind: 'hand-in',
    subjectId: handInId,
    detail: { reason },
  })
}

async function drawAudit(
  tx: Tx,
  deps: Deps,
  { handInId, project }: { handInId: string; project: Project },
): Promise<boolean> {
  const { share, pieces_a_year_min: piecesAYearMin } = project.marking.audit
  const now = deps.clock.now()
  const { rows } = await sql<{ drawn: number }>`select count(*) as drawn from hand_ins h
    join items i on i.id = h.item_id join enrolments e on e.id = h.enrolment_id and not e.simulated
    where h.audited and h.audit_drawn_at > ${new Date(now.getTime() - 365 * 86_400_000)}
      and i.slug = (select slug from items where id = ${project.itemId})
      and i.edition_id in (select other.id from editions other join editions own on own.credential_id = other.credential_id
        join items mine on mine.edition_id = own.id where mine.id = ${project.itemId})`.execute(tx)
  const probability = auditProbability({ share, piecesAYearMin }, rows[0]!.drawn)
  if (probability === undefined) return false
  const isAudited = isDrawn(probability, deps.random.bytes(6).readUIntBE(0, 6) / 2 ** 48)
  await noteDraw(tx, { handInId, probability, isAudited, now })
  return isAudited
}

async function noteDraw(
  tx: Tx,
  {
    handInId,
    probability,
    isAudited,
    now,
  }: { handInId: string; probability: number; isAudited: boolean; now: Date },
): Promise<void> {
  await tx
    .updateTable('hand_ins')
    .set({ audit_probability: probability, audited: isAudited, audit_drawn_at: now })
    .where('id', '=', handInId)
    .execute()
}

async function stepByMarks(tx: Tx, handInId: string, { itemId, criteria, marking }: Project) {
  const peers = await selectPeerMarks(tx, handInId)
  const scale = await selectProjectScale(
    tx,
    itemId,
    peers.map((peer) => peer.reviewer),
  )
  const mark = markOfPiece(
    peers.map(({ reviewer, points }) => ({ reviewer, share: shareOfPoints(criteria, points) })),
    scale,
  )
  return stepAfter(mark, {
    given: peers.length,
    peersWanted: marking.peers,
    intervalMax: marking.interval_max,
  })
}

async function askOneMore(
  tx: Tx,
  deps: Deps,
  { handInId, peersWanted }: { handInId: string; peersWanted: number },
): Promise<void> {
  await tx.updateTable('hand_ins').set({ peers_wanted: peersWanted }).where('id', '=', handInId).execute()
  await notePlaces(tx, { handInId, now: deps.clock.now() })
  await audit(tx, {
    at: deps.clock.now(),
    actor: null,
    action: 'peer-review.one-more-asked',
    subjectKind: 'hand-in',
    subjectId: handInId,
    detail: { peers: peersWanted },
  })
}
