import { choosePiece, lockHours, type Reviewer, reviewsOwed, type WaitingPiece } from './allocation.ts'
import { auditProbability, isDrawn } from './audit-draw.ts'
import { EventQueue } from './event-queue.ts'
import { educatorsFrom, isPromiseKept, promisedBy } from './promise.ts'
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
}

interface Piece extends WaitingPiece {
  state: 'with_peers' | 'with_educator' | 'marked'
  owner: Person
  wanted: number
  lockEnds: number[]
  dueAt: number
  reason?: 'audit' | 'late' | 'doubt'
  markedAt?: number
}

/**
 * Runs a project from 1 December on, so that the turn of the year is always in it. Public holidays and that break slow
 * everybody down, and the site does not know about them. Same project and seed, same outcome.
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
  } = project
  const events = new EventQueue<() => void>()
  const ends = startsAt + days * dayMs
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
    const piece: Piece = {
      id,
      author: id,
      owner,
      marks: 0,
      locks: 0,
      wanted: peers,
      waitingSince: since,
      educatorsFrom: educatorsFrom(since, promiseDays),
      state: 'with_peers',
      lockEnds: [],
      dueAt: promisedBy(since, promiseDays).getTime(),
    }
    all.push(piece)
    pool.push(piece)
    events.add(piece.educatorsFrom!.getTime(), () => askEducator(piece, 'late'))
    after(firstLookDays, () => look(owner))
  }

  function look(person: Person): void {
    const chosen = choosePiece(person.reviewer, {
      pool: candidates(pool, person.reviewer, now),
      reserve,
      peers,
      now: new Date(now),
    })
    if (!chosen) return
    reviews[chosen.from]++
    person.reviewer.seen.add(chosen.id)
    const stops = person.given >= person.stopsAfter
    if (chosen.from === 'reserve') {
      reserve.find(({ id }) => id === chosen.id)!.given++
      if (!stops) after(reviewDays, () => goOn(person))
      return
    }
    const piece = all[Number(chosen.id.slice(6))]!
    const lockEnd = now + lockHours * hourMs
    piece.lockEnds.push(lockEnd)
    piece.owner.reviewer.reviewedBy.add(person.reviewer.person)
    if (stops) return
    after(reviewDays, () => {
      piece.lockEnds = piece.lockEnds.filter((end) => end !== lockEnd)
      piece.marks++
      peersAreIn(piece)
      goOn(person)
    })
  }

  function goOn(person: Person): void {
    person.given++
    if (person.given < owed) after(nextLookDays, () => look(person))
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
  function educatorHour(): void {
    if (now < ends + 60 * dayMs) events.add(now + hourMs, educatorHour)
    const date = new Date(now)
    if (date.getUTCDay() === 1 && date.getUTCHours() === 0) hoursThisWeek = 0
    if (!isWorkingHour(date) || isPublicHoliday(now)) return
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
  return outcomeOf(all, { hoursUsed, educatorMinutes, promiseDays, reviews, ends: now })
}

// The first pieces by waiting and by need, as the room's query reads them (select-choice.ts).
const candidatesMax = 20

function candidates(pool: Piece[], reviewer: Reviewer, now: number): WaitingPiece[] {
  const byWaiting: Piece[] = []
  const byNeed: Piece[][] = []
  for (const piece of pool) {
    if (piece.author === reviewer.person || reviewer.seen.has(piece.id)) continue
    if (reviewer.reviewedBy.has(piece.author)) continue
    piece.locks = piece.lockEnds.reduce((sum, end) => sum + Number(end > now), 0)
    if (piece.marks + piece.locks >= piece.wanted) continue
    if (byWaiting.length < candidatesMax) byWaiting.push(piece)
    const alike = (byNeed[piece.marks] ??= [])
    if (alike.length < candidatesMax) alike.push(piece)
    if (byWaiting.length === candidatesMax && byNeed[0]?.length === candidatesMax) break
  }
  return [...new Set([...byWaiting, ...byNeed.flat().slice(0, candidatesMax)])]
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
    ends,
  }: {
    hoursUsed: number
    educatorMinutes: number
    promiseDays: number
    reviews: { pool: number; reserve: number }
    ends: number
  },
): MarkingOutcome {
  const n = pieces.length
  const isKept = ({ waitingSince, markedAt }: Piece) =>
    markedAt !== undefined && isPromiseKept(waitingSince, new Date(markedAt), promiseDays)
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
    educators: { audit: share('audit'), late: share('late'), doubt: share('doubt') },
    reserveShare: reviews.reserve / (reviews.pool + reviews.reserve),
  }
}

// Reviewers take half as long again at weekends and three times as long in the break.
function slowness(at: number): number {
  if (isBreak(at)) return 3
  const weekday = new Date(at).getUTCDay()
  return weekday === 0 || weekday === 6 ? 1.5 : 1
}

// Two weeks at the turn of the year: four in ten of the usual pieces come in, and half of the educators are there.
function isBreak(at: number): boolean {
  const date = new Date(at)
  return date.getUTCMonth() === 11
    ? date.getUTCDate() >= 21
    : date.getUTCMonth() === 0 && date.getUTCDate() <= 3
}

// About one a month.
const publicHolidays = new Set([
  '0-1',
  '1-16',
  '2-17',
  '3-6',
  '4-1',
  '4-25',
  '5-19',
  '7-15',
  '8-7',
  '9-12',
  '10-11',
  '11-25',
  '11-26',
])

function isPublicHoliday(at: number): boolean {
  const date = new Date(at)
  return publicHolidays.has(`${date.getUTCMonth()}-${date.getUTCDate()}`)
}
