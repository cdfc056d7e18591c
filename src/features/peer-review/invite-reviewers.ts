import { sql } from 'kysely'
import { placeHours } from '../../domain/allocation.ts'
import { invitationsFor, restDays } from '../../domain/invitations.ts'
import { audit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { lockProject } from './lock-project.ts'
import { queueInvitationMail } from './marked-mail.ts'
import type { Project } from './project.ts'
import { selectProject } from './queries.ts'
import { trainingState } from './training-state.ts'

const hourMs = 3_600_000

/**
 * Invites people who like to review to a piece whose reviewers are not all there: those who were left alone longest
 * first, nobody twice in a week, nobody who could not get it. Run again it does no harm: who was invited rests.
 */
export async function inviteReviewers(deps: Deps, handInId: string): Promise<void> {
  const project = await selectProject(deps.db, handInId)
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (tx) => {
    await lockProject(tx, project.itemId)
    const places = await selectPlaces(tx, handInId, now)
    const n = places.isWithPeers ? invitationsFor(places) : 0
    if (n === 0) return
    const invited = await markInvited(tx, { handInId, project, n, now })
    for (const { enrolment_id: enrolmentId, person_key: personKey } of invited)
      await queueInvitationMail(tx, deps, {
        personKey,
        enrolmentId,
        itemId: project.itemId,
        title: project.title,
        at: now,
      })
    if (invited.length > 0)
      await audit(tx, {
        at: now,
        actor: null,
        action: 'peer-review.invited',
        subjectKind: 'hand-in',
        subjectId: handInId,
        detail: { people: invited.length },
      })
  })
}

/** Says that somebody likes to be invited, or does not any more. */
export async function setVolunteer(
  deps: Deps,
  {
    enrolmentId,
    itemId,
    personKey,
    isWilling,
  }: { enrolmentId: string; itemId: string; personKey: string; isWilling: boolean },
): Promise<void> {
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (tx) => {
    const changed = isWilling
      ? await tx
          .insertInto('review_volunteers')
          .values({ enrolment_id: enrolmentId, item_id: itemId, since: now })
          .onConflict((conflict) => conflict.columns(['enrolment_id', 'item_id']).doNothing())
          .returning('item_id')
          .execute()
      : await tx
          .deleteFrom('review_volunteers')
          .where('enrolment_id', '=', enrolmentId)
          .where('item_id', '=', itemId)
          .returning('item_id')
          .execute()
    if (changed.length === 0) return
    await audit(tx, {
      at: now,
      actor: personKey,
      action: isWilling ? 'peer-review.likes-invitations' : 'peer-review.wants-no-invitations',
      subjectKind: 'enrolment',
      subjectId: enrolmentId,
      detail: { item: itemId },
    })
  })
}

async function selectPlaces(tx: Tx, handInId: string, now: Date) {
  const { rows } = await sql<{
    isWithPeers: boolean
    wanted: number
    marks: number
    locks: number
  }>`select h.state = 'with_peers' as "isWithPeers", h.peers_wanted as wanted, h.peer_marks as marks,
      (select count(*) from reviews r where r.hand_in_id = h.id and r.submitted_at is null and r.skipped_at is null
        and r.given_at > ${new Date(now.getTime() - placeHours * hourMs)}) as locks
    from hand_ins h where h.id = ${handInId}`.execute(tx)
  return rows[0]!
}

// Their own piece, one that they had, a swap of two, somebody who trains first (domain/training.ts) or has a piece in
// hand: not invited. The week is a person's, whatever project they were invited to.
async function markInvited(
  tx: Tx,
  {
    handInId,
    project: { itemId, marking },
    n,
    now,
  }: { handInId: string; project: Pick<Project, 'itemId' | 'marking'>; n: number; now: Date },
): Promise<{ enrolment_id: string; person_key: string }[]> {
  const { training } = marking
  const isTrained = training
    ? sql`(state.pieces = 0 or state.close >= least(state.pieces, ${training.pieces}::int)
        and state.reviews_since < ${training.again_after}::int)`
    : sql`true`
  const restedSince = new Date(now.getTime() - restDays * 24 * hourMs)
  const { rows } = await sql<{ enrolment_id: string; person_key: string }>`update review_volunteers v
    set invited_at = ${now}
    from (select w.enrolment_id, e.person_key from review_volunteers w join enrolments e on e.id = w.enrolment_id
        join hand_ins h on h.id = ${handInId} join enrolments author on author.id = h.enrolment_id
        cross join lateral (select ${trainingState({ enrolmentId: sql`w.enrolment_id`, itemId })}) state
      where w.item_id = ${itemId} and ${isTrained}
        and not exists (select 1 from review_volunteers asked join enrolments mine on mine.id = asked.enrolment_id
          where mine.person_key = e.person_key and asked.invited_at > ${restedSince})
        and e.person_key <> author.person_key and e.simulated = author.simulated
        and not exists (select 1 from reviews r join enrolments mine on mine.id = r.reviewer_enrolment_id
          where mine.person_key = e.person_key and (r.hand_in_id = h.id
            or r.submitted_at is null and r.skipped_at is null and r.expires_at > ${now}))
        and not exists (select 1 from hand_ins own join enrolments mine on mine.id = own.enrolment_id
            join reviews r on r.hand_in_id = own.id join enrolments re on re.id = r.reviewer_enrolment_id
          where own.item_id = ${itemId} and mine.person_key = e.person_key and re.person_key = author.person_key
            and r.skipped_at is null)
      order by w.invited_at nulls first, w.since, w.enrolment_id limit ${n}) chosen
    where v.enrolment_id = chosen.enrolment_id and v.item_id = ${itemId}
    returning v.enrolment_id, chosen.person_key`.execute(tx)
  return rows
}
