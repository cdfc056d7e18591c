import { shareRoundedUp } from './money.ts'
import type { Random } from './random.ts'
import { chargeMoment, chargesMaxOf, lapseDaysAfterTrial, trialEndOf } from './trial.ts'

// People who never lived, for the demo: they enrol, work, pay, stay away and finish by the same rules as real ones,
// so that the figures computed from them are plausible. Their traits are draws from a seed; nothing is fitted to
// make a provider look good or bad.

export interface SimulatedItem {
  kind: 'lesson' | 'quiz' | 'lab' | 'project'
  minutes: number
  /** null: not marked. */
  passShare: number | null
}

/** What is on offer: enough of a credential to walk through it. */
export interface SimulatedOffer {
  items: readonly SimulatedItem[]
  effortHours: number
  advertisedWeeks: number
  /** null: free. */
  priceMinor: number | null
  chargesCap: number | null
}

export type SimulatedEventKind =
  | 'started'
  | 'committed'
  | 'work_done'
  | 'requirements_met'
  | 'issued'
  | 'cancelled'
  | 'trial_lapsed'
  | 'paused'
  | 'resumed'

export interface SimulatedMark {
  item: number
  points: number
  pointsMax: number
  by: 'computer' | 'peers' | 'educators'
  handedInAt: Date
  markedAt: Date
  passed: boolean
}

export interface SimulatedCharge {
  at: Date
  amountMinor: number
  refund?: { at: Date; amountMinor: number }
}

export interface SimulatedEnrolment {
  enrolledAt: Date
  /** `aid`: a trial like everybody's, and then nothing to pay. */
  route: 'trial' | 'free' | 'aid'
  intent: { finish?: 'finish' | 'look_around'; goal?: 'job' | 'promotion' | 'own_venture' | 'skills' }
  /** How the self-check of the level went; absent where it was not taken. */
  entry?: 'passed' | 'not_passed'
  hoursPerWeekPlanned: number
  events: { kind: SimulatedEventKind; at: Date }[]
  /** One entry for each day and item. */
  activity: { item: number; day: Date; seconds: number }[]
  marks: SimulatedMark[]
  charges: SimulatedCharge[]
  rating?: { stars: number; at: Date } & Partial<Record<'asDescribed' | 'usable' | 'worth', SimulatedAnswer>>
}

export type SimulatedAnswer = 'yes' | 'partly' | 'no'

const dayMs = 86_400_000
const weekMs = 7 * dayMs

/**
 * `n` enrolments between `from` and `until`, in order of time; what would happen at or after `until` has not
 * happened yet. The same seed gives the same people.
 */
export function simulateCohort(
  offer: SimulatedOffer,
  { n, from, until, random }: { n: number; from: Date; until: Date; random: Random },
): SimulatedEnrolment[] {
  const span = until.getTime() - from.getTime()
  const instants = Array.from({ length: n }, () => {
    // A little more people each year.
    const at = from.getTime() + span * random.uniform() ** 0.87
    return Math.floor(at / 60_000) * 60_000
  }).sort((a, b) => a - b)
  return instants.map((at, index) => simulateOne(offer, new Date(at), until, random.fork(`person ${index}`)))
}

interface Traits {
  /** Standard normal: how much keeps this person at it. */
  drive: number
  hoursPerWeek: number
  hoursNeeded: number
}

function simulateOne(
  offer: SimulatedOffer,
  enrolledAt: Date,
  until: Date,
  random: Random,
): SimulatedEnrolment {
  const intent = drawIntent(random)
  const isFree = offer.priceMinor === null
  const leaning = intent.finish === 'finish' ? 0.35 : intent.finish === 'look_around' ? -0.9 : -0.1
  const pace = Math.max(1, offer.effortHours / offer.advertisedWeeks)
  const traits: Traits = {
    drive: random.normal() + leaning,
    hoursPerWeek: pace * 0.78 * Math.exp(random.normal(0, 0.45)),
    hoursNeeded: offer.effortHours * 0.9 * Math.exp(random.normal(0, 0.28)),
  }
  const enrolment: SimulatedEnrolment = {
    enrolledAt,
    intent,
    ...drawEntry(traits, offer, random.fork('entry')),
    // A few get financial aid for all of it.
    route: isFree ? 'free' : random.fork('aid').bernoulli(0.05) ? 'aid' : 'trial',
    hoursPerWeekPlanned: Math.max(1, Math.round(traits.hoursPerWeek * (1.1 + random.uniform() * 0.5))),
    events: [],
    activity: [],
    marks: [],
    charges: [],
  }
  if (random.bernoulli(logistic(1.75 + 0.5 * traits.drive))) {
    const startedAt = new Date(enrolledAt.getTime() + random.exponential(isFree ? 1.2 : 0.6) * dayMs)
    walk(offer, enrolment, traits, startedAt, random)
  } else if (!isFree) leaveTrial(enrolment, random)
  return cutOff(rate(enrolment, random), until)
}

function drawIntent(random: Random): SimulatedEnrolment['intent'] {
  const intent: SimulatedEnrolment['intent'] = {}
  if (random.bernoulli(0.86)) intent.finish = random.bernoulli(0.7) ? 'finish' : 'look_around'
  if (random.bernoulli(0.8)) {
    const u = random.uniform()
    intent.goal = u < 0.42 ? 'job' : u < 0.62 ? 'promotion' : u < 0.68 ? 'own_venture' : 'skills'
  }
  return intent
}

// Somewhat more than half take the self-check; who needs fewer hours than advertised, and wants to, passes more often.
// Drawn from a source of its own, so that the rest of a person stays as it was.
function drawEntry(traits: Traits, offer: SimulatedOffer, random: Random): Pick<SimulatedEnrolment, 'entry'> {
  if (!random.bernoulli(logistic(0.25 + 0.25 * traits.drive))) return {}
  const ease = Math.log((offer.effortHours * 0.9) / traits.hoursNeeded) / 0.28
  return {
    entry: random.bernoulli(logistic(0.9 + 0.8 * ease + 0.35 * traits.drive)) ? 'passed' : 'not_passed',
  }
}

// Who does not go on after the trial either says so within it or lets it lapse.
function leaveTrial(enrolment: SimulatedEnrolment, random: Random): void {
  const trialEnd = trialEndOf(enrolment.enrolledAt)
  if (random.bernoulli(0.7)) {
    const at = enrolment.enrolledAt.getTime() + (0.1 + 0.85 * random.uniform()) * 7 * dayMs
    enrolment.events.push({ kind: 'cancelled', at: new Date(at) })
  } else {
    const at = new Date(trialEnd.getTime() + lapseDaysAfterTrial * dayMs)
    enrolment.events.push({ kind: 'trial_lapsed', at })
  }
}

// Week after week: somebody works on some days, or stays away, or stops.
function walk(
  offer: SimulatedOffer,
  enrolment: SimulatedEnrolment,
  traits: Traits,
  startedAt: Date,
  random: Random,
): void {
  enrolment.events.push({ kind: 'started', at: startedAt })
  const isFree = offer.priceMinor === null
  const trialEnd = trialEndOf(enrolment.enrolledAt)
  const goesOn = isFree || random.bernoulli(logistic(0.95 + 0.75 * traits.drive))
  const stopHazard = (isFree ? 0.2 : 0.042) * Math.exp(-0.55 * traits.drive)
  const progress = new Progress(offer, enrolment, traits.hoursNeeded, random)
  let week = 0
  let lastActiveAt = startedAt
  for (;;) {
    const weekStart = startedAt.getTime() + week * weekMs
    if (!goesOn && weekStart >= trialEnd.getTime()) break
    if (week > 130) break
    const isAway = week > 0 && random.bernoulli(0.22)
    if (!isAway) {
      const latest = goesOn ? undefined : trialEnd
      const worked = progress.workWeek(new Date(weekStart), traits.hoursPerWeek, latest)
      if (worked) lastActiveAt = worked
      if (progress.isDone) break
    }
    if (random.bernoulli(1 - Math.exp(-stopHazard))) break
    week++
  }
  if (!goesOn) return leaveTrialAfter(enrolment, lastActiveAt, random)
  if (isFree) commitFree(enrolment)
  const leavesAt = progress.isDone ? undefined : leavingAfter(enrolment, lastActiveAt, isFree, random)
  if (!isFree) pay(offer, enrolment, progress.doneAt, leavesAt, random.fork('refunds'))
  if (progress.isDone) finish(enrolment, progress)
  else if (leavesAt) enrolment.events.push({ kind: 'cancelled', at: leavesAt })
}

function leaveTrialAfter(enrolment: SimulatedEnrolment, lastActiveAt: Date, random: Random): void {
  const trialEnd = trialEndOf(enrolment.enrolledAt).getTime()
  const left = Math.max(0, trialEnd - lastActiveAt.getTime())
  const at = new Date(
    Math.min(lastActiveAt.getTime() + dayMs + left * random.uniform() * 0.8, trialEnd + dayMs),
  )
  enrolment.events.push({ kind: 'cancelled', at })
}

function commitFree(enrolment: SimulatedEnrolment): void {
  const first = enrolment.marks[0]
  if (first) enrolment.events.push({ kind: 'committed', at: first.handedInAt })
}

// Most say that they stop within days; some only when they see the next charge; some forget for a while. On free
// credentials few say anything.
function leavingAfter(
  enrolment: SimulatedEnrolment,
  lastActiveAt: Date,
  isFree: boolean,
  random: Random,
): Date | undefined {
  if (isFree && random.bernoulli(0.7)) return undefined
  const u = random.uniform()
  const days =
    u < 0.52
      ? 1 + random.exponential(0.5)
      : u < 0.86
        ? 4 + random.exponential(0.07)
        : 25 + random.exponential(0.03)
  // Whoever paid once stopped after that.
  const earliest = isFree ? 0 : trialEndOf(enrolment.enrolledAt).getTime() + 3_600_000
  return new Date(Math.max(earliest, lastActiveAt.getTime() + days * dayMs))
}

// Monthly from the end of the trial until the work is done, the person leaves, or the cap is reached. A month in which
// nothing was done is given back at its end, and nothing is charged until the person does something again.
function pay(
  offer: SimulatedOffer,
  enrolment: SimulatedEnrolment,
  doneAt: Date | undefined,
  leavesAt: Date | undefined,
  random: Random,
): void {
  const end = Math.min(
    doneAt?.getTime() ?? Number.POSITIVE_INFINITY,
    leavesAt?.getTime() ?? Number.POSITIVE_INFINITY,
  )
  if (enrolment.route === 'aid') return aided(enrolment)
  const chargesMax = chargesMaxOf(offer.advertisedWeeks, offer.chargesCap)
  let anchor = trialEndOf(enrolment.enrolledAt)
  let months = 0
  while (enrolment.charges.length < chargesMax) {
    const at = chargeMoment(anchor, months, 'UTC')
    if (at.getTime() >= end) break
    const periodEnd = chargeMoment(anchor, ++months, 'UTC')
    const charge: SimulatedCharge = { at, amountMinor: offer.priceMinor! }
    enrolment.charges.push(charge)
    if (isActiveIn(enrolment, at, periodEnd)) {
      askBack(enrolment, charge, periodEnd, leavesAt, random)
      continue
    }
    charge.refund = { at: periodEnd, amountMinor: charge.amountMinor }
    if (periodEnd.getTime() >= end) break
    enrolment.events.push({ kind: 'paused', at: periodEnd })
    const back = enrolment.activity.find(({ day }) => day >= periodEnd)
    if (!back) break
    enrolment.events.push({ kind: 'resumed', at: back.day })
    anchor = back.day
    months = 0
  }
  const first = enrolment.charges[0]
  if (first) enrolment.events.push({ kind: 'committed', at: first.at })
}

function aided(enrolment: SimulatedEnrolment): void {
  enrolment.events.push({ kind: 'committed', at: trialEndOf(enrolment.enrolledAt) })
}

function isActiveIn(enrolment: SimulatedEnrolment, from: Date, to: Date): boolean {
  return enrolment.activity.some(({ day }) => day.getTime() + dayMs > from.getTime() && day < to)
}

// Some of those who leave within two weeks of a charge ask for the days that they won't use; for all of them where
// nothing was opened since.
function askBack(
  enrolment: SimulatedEnrolment,
  charge: SimulatedCharge,
  periodEnd: Date,
  leavesAt: Date | undefined,
  random: Random,
): void {
  if (!leavesAt || leavesAt <= charge.at || leavesAt >= periodEnd) return
  if (leavesAt.getTime() - charge.at.getTime() > 14 * dayMs || !random.bernoulli(0.4)) return
  const days = Math.round((periodEnd.getTime() - charge.at.getTime()) / dayMs)
  const unused = Math.floor((periodEnd.getTime() - leavesAt.getTime()) / dayMs)
  const amountMinor = isActiveIn(enrolment, charge.at, leavesAt)
    ? shareRoundedUp(charge.amountMinor, unused, days)
    : charge.amountMinor
  if (amountMinor > 0) charge.refund = { at: leavesAt, amountMinor }
}

function finish(enrolment: SimulatedEnrolment, progress: Progress): void {
  const metAt = new Date(Math.max(...enrolment.marks.map((mark) => mark.markedAt.getTime())))
  enrolment.events.push({ kind: 'work_done', at: progress.doneAt! })
  enrolment.events.push({ kind: 'requirements_met', at: metAt })
  enrolment.events.push({ kind: 'issued', at: metAt })
}

/** How far somebody is: the items one after the other, each as long as its minutes say, stretched to the person. */
class Progress {
  doneAt: Date | undefined
  readonly #items: readonly SimulatedItem[]
  readonly #enrolment: SimulatedEnrolment
  readonly #random: Random
  readonly #secondsOf: number[]
  #item = 0
  #spent = 0

  constructor(offer: SimulatedOffer, enrolment: SimulatedEnrolment, hoursNeeded: number, random: Random) {
    this.#items = offer.items
    this.#enrolment = enrolment
    this.#random = random
    const minutes = offer.items.reduce((sum, item) => sum + item.minutes, 0)
    this.#secondsOf = offer.items.map((item) => (item.minutes / minutes) * hoursNeeded * 3600)
  }

  get isDone(): boolean {
    return this.#item >= this.#items.length
  }

  /** Returns when they last did something in this week, if they did. */
  workWeek(weekStart: Date, hours: number, latest: Date | undefined): Date | undefined {
    const days = Math.min(6, 1 + Math.floor(this.#random.exponential(0.75)))
    let last: Date | undefined
    const seconds = (hours * 3600 * (0.55 + this.#random.uniform() * 0.9)) / days
    for (let day = 0; day < days && !this.isDone; day++) {
      const at = new Date(weekStart.getTime() + ((day + 0.4 * this.#random.uniform()) * weekMs) / days)
      if (latest && at >= latest) break
      last = this.#workDay(at, Math.min(seconds, 9 * 3600))
    }
    return last
  }

  #workDay(at: Date, secondsMax: number): Date {
    let left = Math.max(300, Math.round(secondsMax))
    let now = at.getTime()
    while (left > 0 && !this.isDone) {
      const needed = Math.max(1, Math.round(this.#secondsOf[this.#item]! - this.#spent))
      const seconds = Math.min(left, needed)
      this.#note(at, seconds)
      left -= seconds
      now += seconds * 1000
      this.#spent += seconds
      if (seconds < needed) break
      this.#handIn(new Date(now))
    }
    return new Date(now)
  }

  #note(at: Date, seconds: number): void {
    const day = new Date(Math.floor(at.getTime() / dayMs) * dayMs)
    const { activity } = this.#enrolment
    const before = activity.findLast((entry) => entry.item === this.#item)
    if (before && before.day.getTime() === day.getTime()) before.seconds += seconds
    else activity.push({ item: this.#item, day, seconds })
  }

  #handIn(at: Date): void {
    const index = this.#item
    const item = this.#items[index]!
    this.#item++
    this.#spent = 0
    if (this.isDone) this.doneAt = at
    if (item.passShare === null) return
    const by = item.kind !== 'project' ? 'computer' : this.#random.bernoulli(0.22) ? 'educators' : 'peers'
    const wait = by === 'computer' ? 0 : (0.4 + this.#random.gamma(2, 1.15)) * dayMs
    const share = item.passShare + (1 - item.passShare) * (0.1 + 0.9 * this.#random.uniform() ** 0.7)
    const pointsMax = 10
    this.#enrolment.marks.push({
      item: index,
      points: Math.min(pointsMax, Math.ceil(share * pointsMax * 10) / 10),
      pointsMax,
      by,
      handedInAt: at,
      markedAt: new Date(at.getTime() + wait),
      passed: true,
    })
  }
}

// Everybody is asked at the same moments: when they finish and when they leave. The unhappy and the absent are quieter.
function rate(enrolment: SimulatedEnrolment, random: Random): SimulatedEnrolment {
  const finished = enrolment.events.find((event) => event.kind === 'requirements_met')
  const left = enrolment.events.find((event) => event.kind === 'cancelled')
  const asked = finished ?? left
  if (!asked || !random.bernoulli(finished ? 0.6 : enrolment.activity.length > 3 ? 0.33 : 0.16))
    return enrolment
  const mean = finished ? 4.6 : 3.8
  const stars = Math.min(5, Math.max(1, Math.round(random.normal(mean, finished ? 0.75 : 1.1))))
  const at = new Date(asked.at.getTime() + random.exponential(0.8) * dayMs)
  return { ...enrolment, rating: { stars, at, ...drawAnswers(stars, random.fork('answers')) } }
}

// Whoever gave more stars says yes more often; some skip a question.
function drawAnswers(
  stars: number,
  random: Random,
): Partial<Record<'asDescribed' | 'usable' | 'worth', SimulatedAnswer>> {
  const answers: Partial<Record<'asDescribed' | 'usable' | 'worth', SimulatedAnswer>> = {}
  for (const question of ['asDescribed', 'usable', 'worth'] as const) {
    if (random.bernoulli(0.12)) continue
    const leaning = (stars - 3.2) / 1.1 + random.normal(question === 'worth' ? 0 : 0.25, 0.8)
    answers[question] = leaning > 0.35 ? 'yes' : leaning > -0.8 ? 'partly' : 'no'
  }
  return answers
}

function cutOff(enrolment: SimulatedEnrolment, until: Date): SimulatedEnrolment {
  const { rating, ...rest } = enrolment
  return {
    ...rest,
    events: enrolment.events.filter((event) => event.at < until),
    activity: enrolment.activity.filter((entry) => entry.day < until),
    marks: enrolment.marks.filter((mark) => mark.markedAt < until),
    charges: enrolment.charges
      .filter((charge) => charge.at < until)
      .map(({ refund, ...charge }) => (refund && refund.at < until ? { ...charge, refund } : charge)),
    ...(rating && rating.at < until ? { rating } : {}),
  }
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x))
}
