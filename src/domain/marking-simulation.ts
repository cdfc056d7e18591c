import {
  choosePiece,
  placeHours,
  type Reviewer,
  reviewsOwed,
  sparePlaces,
  type WaitingPiece,
} from './allocation.ts'
import { auditProbability, isDrawn } from './audit-draw.ts'
import { EventQueue } from './event-queue.ts'
import { invitationsFor, invitationTimes, restDays } from './invitations.ts'
import { closedDaysFrom, isBreak, slowness } from './marking-calendar.ts'
import { educatorsFrom, promisedBy } from './promise.ts'
import type { Random } from './random.ts'
import { isWorkingHour } from './working-hours.ts'

// A year of a project, piece by piece: who hands in, who reviews and when, who never comes back, and what educators
// must do so that the promise is kept. Everything that the site decides is decided by the functions that the
// peer-review room calls; what people do is assumed, and each assumption has a name below.

export interface SimulatedProject {
  /** Pieces handed in a day, on average. */
  arrivalsPerDay: number
  days: number
  promiseDays: number
  /** Hours that educators have each week. */
  educatorHoursPerWeek: number
  /** How long an educator takes for a piece. */
  educatorMinutes?: number
  peers?: number
  reviewsToGive?: number
  reserveSize?: number
  auditShare?: number
  auditsPerYearMin?: number
  /** The part of the people who stop before they gave what they owe: after none, one or two, a piece in their hands. */
  dropOut?: number
  /** The part of the pieces whose two marks leave too much doubt, and the part of those whose third does too. */
  doubt?: number
  doubtAfterThird?: number
  /** Days (exponential, mean) from handing in to looking for the first piece, from one review to looking for the next. */
  firstLookDays?: number
  nextLookDays?: number
  /** Days (exponential, mean) from taking a piece to handing the review in. */
  reviewDays?: number
  /** The part of the working days on which no educator is there, and nobody knew. */
  absence?: number
  /** The part of those who gave what they owe who like to be invited to more, and how often an invited one comes. */
  willing?: number
  answer?: number
}

export interface MarkingOutcome {
  pieces: number
  /** The part that was marked within the promise. */
  kept: number
  /** Educator hours for each 20 pieces. */
  hoursPer20: number
  /** Hours of educators' work that could not be done before the promise of its piece was over. */
  hoursShort: number
  longestWaitDays: number
  /** Invitations sent for each 20 pieces. */
  invitationsPer20: number
  /** Parts of the pieces that an educator marked, by why. */
  educators: { audit: number; late: number; doubt: number }
  /** The part of the reviews that were given to reserve pieces. */
  reserveShare: number
}

const startsAt = Date.UTC(2026, 11, 1)
const dayMs = 86_400_000
const hourMs = 3_600_000

interface Person {
  reviewer: Reviewer & { seen: Set<string>; reviewedBy: Set<string> }
  given: number
  stopsAfter: number
  invitedAt?: number
}

interface Piece extends WaitingPiece {
  state: 'with_peers' | 'with_educator' | 'marked'
  owner: Person
  wanted: number
  /** When the place of each who has it is given up. */
  placesUntil: number[]
  dueAt: number
  reason?: 'audit' | 'late' | 'doubt'
  markedAt?: number
}

/**
 * Runs a project from 1 December on, so that the turn of the year is always in it. Public holidays and that break slow
 * everybody down; the holidays are closed days that the provider entered, the break is not. Same project and seed, same outcome.
 */
export function simulateMarking(project: SimulatedProject, random: Random): MarkingOutcome {
  const {
    arrivalsPerDay,
    days,
    promiseDays,
    educatorHoursPerWeek,
    educatorMinutes = 10,
    peers = 2,
    reviewsToGive = 3,
    reserveSize = 3,
    auditShare = 0.1,
    auditsPerYearMin = 10,
    dropOut = 0.3,
    doubt = 0.12,
    doubtAfterThird = 0.4,
    firstLookDays = 0.25,
    nextLookDays = 0.5,
    reviewDays = 0.35,
    absence = 0.05,
    willing = 0.2,
    answer = 0.3,
  } = project
  const events = new EventQueue<() => void>()
  const ends = startsAt + days * dayMs
  const closed = closedDaysFrom(startsAt, days + 60)
  let now = startsAt
  const after = (meanDays: number, event: () => void) =>
    events.add(now + random.exponential() * meanDays * slowness(now) * dayMs, event)

  const all: Piece[] = []
  // In the order in which they were handed in, which is the order of waiting.
  const pool: Piece[] = []
  const queue: Piece[] = []
  const reserve = Array.from({ length: reserveSize }, (_, k) => ({ id: `reserve ${k}`, given: 0 }))
  const owed = reviewsOwed(reviewsToGive, reserveSize)
  const drawn: number[] = []
  const reviews = { pool: 0, reserve: 0 }
  // The one who was invited longest ago stands first.
  const willingPeople: Person[] = []
  let invitations = 0
  let hoursUsed = 0

  function handIn(): void {
    const gap = random.exponential(arrivalsPerDay * (isBreak(now) ? 0.4 : 1)) * dayMs
    if (now + gap < ends) events.add(now + gap, handIn)
    const id = `piece ${all.length}`
    const owner: Person = {
      reviewer: { person: id, seen: new Set(), skipped: new Set(), reviewedBy: new Set() },
      given: 0,
      stopsAfter: random.bernoulli(dropOut) ? random.integer(0, 2) : Number.POSITIVE_INFINITY,
    }
    const since = new Date(now)
    const promised = { handedInAt: since, promiseDays, closed }
    const piece: Piece = {
      id,
      author: id,
      owner,
      marks: 0,
      locks: 0,
      wanted: peers,
      waitingSince: since,
      educatorsFrom: educatorsFrom(promised),
      state: 'with_peers',
      placesUntil: [],
      dueAt: promisedBy(promised).getTime(),
    }
    all.push(piece)
    pool.push(piece)
    events.add(piece.educatorsFrom!.getTime(), () => askEducator(piece, 'late'))
    for (const at of invitationTimes(since, piece.educatorsFrom!))
      events.add(at.getTime(), () => invite(piece))
    after(firstLookDays, () => look(owner))
  }

  // What invite-reviewers.ts of the room does. Who comes finds what the queue gives them, or nothing any more.
  function invite(piece: Piece): void {
    if (piece.state !== 'with_peers') return
    let left = invitationsFor({ ...piece, locks: placesTaken(piece, now) })
    for (let k = 0; k < willingPeople.length && left > 0; ) {
      const person = willingPeople[k]!
      if (person.invitedAt !== undefined && now - person.invitedAt < restDays * dayMs) return
      const { reviewer } = person
      if (reviewer.seen.has(piece.id) || reviewer.reviewedBy.has(piece.author)) {
        k++
        continue
      }
      willingPeople.splice(k, 1)
      willingPeople.push(person)
      person.invitedAt = now
      invitations++
      left--
      if (random.bernoulli(answer)) after(reviewDays, () => look(person))
    }
  }

  function look(person: Person): void {
    const chosen = choosePiece(person.reviewer, {
      pool: candidates(pool, person.reviewer, now),
      reserve,
      peers,
      now: new Date(now),
    })
    // The reserve is for those who owe.
    if (!chosen || (chosen.from === 'reserve' && person.given >= owed)) return
    reviews[chosen.from]++
    person.reviewer.seen.add(chosen.id)
    const stops = person.given >= person.stopsAfter
    if (chosen.from === 'reserve') {
      reserve.find(({ id }) => id === chosen.id)!.given++
      if (!stops) after(reviewDays, () => goOn(person))
      return
    }
    const piece = all[Number(chosen.id.slice(6))]!
    const placeUntil = now + placeHours * hourMs
    piece.placesUntil.push(placeUntil)
    piece.owner.reviewer.reviewedBy.add(person.reviewer.person)
    if (stops) return
    after(reviewDays, () => {
      piece.placesUntil = piece.placesUntil.filter((end) => end !== placeUntil)
      piece.marks++
      peersAreIn(piece)
      goOn(person)
    })
  }

  function goOn(person: Person): void {
    person.given++
    if (person.given < owed) after(nextLookDays, () => look(person))
    else if (person.given === owed && random.bernoulli(willing)) willingPeople.unshift(person)
  }

  // What peers-are-in.ts of the room does: the audit's draw, then doubt, then the mark.
  function peersAreIn(piece: Piece): void {
    if (piece.state !== 'with_peers' || piece.marks < piece.wanted) return
    if (piece.wanted === peers) {
      while (drawn.length > 0 && drawn[0]! < now - 365 * dayMs) drawn.shift()
      const probability = auditProbability(
        { share: auditShare, piecesAYearMin: auditsPerYearMin },
        drawn.length,
      )
      if (probability !== undefined && isDrawn(probability, random.uniform())) {
        drawn.push(now)
        return askEducator(piece, 'audit')
      }
      if (random.bernoulli(doubt)) {
        if (now >= piece.educatorsFrom!.getTime()) askEducator(piece, 'doubt')
        else piece.wanted++
        return
      }
    } else if (random.bernoulli(doubtAfterThird)) return askEducator(piece, 'doubt')
    mark(piece)
  }

  function askEducator(piece: Piece, reason: 'audit' | 'late' | 'doubt'): void {
    if (piece.state !== 'with_peers') return
    piece.state = 'with_educator'
    piece.reason = reason
    takeOut(pool, piece)
    // The queue of educators goes by when the mark was promised.
    let at = queue.length
    while (at > 0 && queue[at - 1]!.dueAt > piece.dueAt) at--
    queue.splice(at, 0, piece)
  }

  function mark(piece: Piece): void {
    piece.state = 'marked'
    piece.markedAt = now
    takeOut(pool, piece)
  }

  // Educators come when they are needed, as long as the week's hours last; in one hour at most a tenth of them, or one.
  let hoursThisWeek = 0
  let isAbsent = false
  function educatorHour(): void {
    if (now < ends + 60 * dayMs) events.add(now + hourMs, educatorHour)
    const date = new Date(now)
    if (date.getUTCDay() === 1 && date.getUTCHours() === 0) hoursThisWeek = 0
    if (date.getUTCHours() === 0) isAbsent = random.bernoulli(absence)
    if (isAbsent || !isWorkingHour(date, closed)) return
    const each = educatorMinutes / 60
    let left = Math.max(1, educatorHoursPerWeek / 10) * (isBreak(now) ? 0.5 : 1)
    while (queue.length > 0 && left >= each && hoursThisWeek + each <= educatorHoursPerWeek + 1e-9) {
      left -= each
      hoursThisWeek += each
      hoursUsed += each
      mark(queue.shift()!)
    }
  }

  events.add(startsAt + random.exponential(arrivalsPerDay) * dayMs, handIn)
  events.add(startsAt, educatorHour)
  for (let next = events.next(); next; next = events.next()) {
    now = next.at
    next.event()
  }
  return outcomeOf(all, { hoursUsed, educatorMinutes, promiseDays, reviews, invitations, ends: now })
}

// The first pieces by waiting and by need, as the room's query reads them (select-choice.ts).
const candidatesMax = 20

function candidates(pool: Piece[], reviewer: Reviewer, now: number): WaitingPiece[] {
  const byWaiting: Piece[] = []
  const byNeed: Piece[][] = []
  const full: Piece[] = []
  for (const piece of pool) {
    if (piece.author === reviewer.person || reviewer.seen.has(piece.id)) continue
    if (reviewer.reviewedBy.has(piece.author)) continue
    piece.locks = placesTaken(piece, now)
    if (piece.marks + piece.locks >= piece.wanted + sparePlaces || piece.marks >= piece.wanted) continue
    if (piece.marks + piece.locks >= piece.wanted) {
      piece.fullUntil = new Date(Math.min(...piece.placesUntil.filter((end) => end > now)))
      full.push(piece)
      continue
    }
    if (byWaiting.length < candidatesMax) byWaiting.push(piece)
    const alike = (byNeed[piece.marks] ??= [])
    if (alike.length < candidatesMax) alike.push(piece)
    if (byWaiting.length === candidatesMax && byNeed[0]?.length === candidatesMax) break
  }
  return [
    ...new Set([
      ...byWaiting,
      ...byNeed.flat().slice(0, candidatesMax),
      ...full.toSorted(byFullUntil).slice(0, candidatesMax),
    ]),
  ]
}

function byFullUntil(a: WaitingPiece, b: WaitingPiece): number {
  return a.fullUntil!.getTime() - b.fullUntil!.getTime()
}

function placesTaken({ placesUntil }: Piece, now: number): number {
  return placesUntil.reduce((sum, end) => sum + Number(end > now), 0)
}

function takeOut(pool: Piece[], piece: Piece): void {
  const at = pool.indexOf(piece)
  if (at >= 0) pool.splice(at, 1)
}

function outcomeOf(
  pieces: Piece[],
  {
    hoursUsed,
    educatorMinutes,
    promiseDays,
    reviews,
    invitations,
    ends,
  }: {
    hoursUsed: number
    educatorMinutes: number
    promiseDays: number
    reviews: { pool: number; reserve: number }
    invitations: number
    ends: number
  },
): MarkingOutcome {
  const n = pieces.length
  // By the plain number of days, also where the site would have promised a later day because of closed ones.
  const isKept = ({ waitingSince, markedAt }: Piece) =>
    markedAt !== undefined && markedAt - waitingSince.getTime() <= promiseDays * dayMs
  const broken = pieces.filter((piece) => !isKept(piece))
  const share = (reason: string) => pieces.filter((piece) => piece.reason === reason).length / n
  return {
    pieces: n,
    kept: (n - broken.length) / n,
    hoursPer20: (20 * hoursUsed) / n,
    hoursShort: (broken.filter(({ reason }) => reason !== undefined).length * educatorMinutes) / 60,
    longestWaitDays: pieces.reduce(
      (longest, { markedAt = ends, waitingSince }) =>
        Math.max(longest, (markedAt - waitingSince.getTime()) / dayMs),
      0,
    ),
    invitationsPer20: (20 * invitations) / n,
    educators: { audit: share('audit'), late: share('late'), doubt: share('doubt') },
    reserveShare: reviews.reserve / (reviews.pool + reviews.reserve),
  }
}
