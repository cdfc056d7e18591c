import { MINIMUM_CELL } from '../../domain/suppression.ts'
import type { EnrolmentFact, FactSet } from './facts.ts'

export const dayMs = 86_400_000
export const yearDays = 365

/** Who of the enrolled a figure is about. The words for each stand in the messages of the pages and below. */
export type PopulationName =
  | 'enrolled'
  | 'started'
  | 'committed'
  | 'intending'
  | 'entry_passed'
  | 'entry_not_passed'
  | 'entry_not_taken'
  | 'completed'
  | 'completers'
  | 'active'
  | 'marked'
  | 'waiting'
  | 'raters'
  | 'paid_completed'
  | 'paid_left'
  | 'paid_going'
  | 'paid_not_completed'

/**
 * Enrolments from `from` until before `to`, in milliseconds, followed for at least `followedDays`. With `percent` the
 * follow-up is so much of what the person's own edition advertises, and `from` and `to` are about its end.
 */
export interface Window {
  from: number
  to: number
  followedDays: number
  percent?: number
  /** Where two years held too few people: how many months are pooled. */
  pooledMonths?: number
}

/** A follow-up of so many days for everybody, or of a share of the time that the person's edition advertises. */
export type FollowedFor = { days: number } | { percent: number }

/**
 * The people whom a figure counts: enrolled in the 24 months before the day that leaves everybody the whole
 * follow-up; where these are too few, in four years (methods.md, Suppression). Undefined where nobody was followed for
 * that long.
 */
export function windowFor(set: FactSet, asOf: number, followed: FollowedFor): Window | undefined {
  const base = baseWindow(set, asOf, followed)
  let widest: Window | undefined
  for (const months of [monthsAtFirst, monthsPooled]) {
    const window = { ...base, from: monthsBefore(base.to, months) }
    if (months > monthsAtFirst) window.pooledMonths = months
    const n = countWithin(set, window)
    if (n >= MINIMUM_CELL) return window
    if (n > 0) widest = window
  }
  return widest
}

/** The window of two years, whoever is in it: for saying that nobody is. */
export function baseWindow(set: FactSet, asOf: number, followed: FollowedFor): Window {
  const own = followedDaysOf(set, followed)
  if (own !== undefined) {
    const to = asOf - own * dayMs
    return { from: monthsBefore(to, monthsAtFirst), to, followedDays: own }
  }
  const { percent } = followed as { percent: number }
  return { from: monthsBefore(asOf, monthsAtFirst), to: asOf, followedDays: 0, percent }
}

const monthsAtFirst = 24
const monthsPooled = 48

// Whole days, so that the days of enrolment that the figure names are whole. Undefined where editions differ.
function followedDaysOf(set: FactSet, followed: FollowedFor): number | undefined {
  if ('days' in followed) return Math.ceil(followed.days)
  const advertised = set.advertisedDays
  const first = advertised[0] ?? 0
  return advertised.every((days) => days === first) ? Math.ceil((first * followed.percent) / 100) : undefined
}

function countWithin(set: FactSet, window: Window): number {
  let n = 0
  set.each((fact) => {
    if (isWithin(fact, window)) n++
  })
  return n
}

export function isWithin(fact: EnrolmentFact, window: Window): boolean {
  const at = window.percent === undefined ? fact.enrolledAt : followedUntil(fact, window)
  return at >= window.from && at < window.to
}

/** Until when a fact of the window counts: a day that everybody in it has behind them, or the data date. */
function followedUntil(fact: EnrolmentFact, window: Window): number {
  const days =
    window.percent === undefined
      ? window.followedDays
      : Math.ceil((fact.advertisedDays * window.percent) / 100)
  return fact.enrolledAt + days * dayMs
}

/** Whether somebody of the window belongs to the population, by what is known at `asOf`. */
export function belongs(
  fact: EnrolmentFact,
  population: PopulationName,
  asOf: number,
  window: Window,
): boolean {
  if (!isWithin(fact, window)) return false
  const isFollowed = window.followedDays > 0 || window.percent !== undefined
  const completed = fact.completedAt <= (isFollowed ? followedUntil(fact, window) : asOf - 1)
  switch (population) {
    case 'enrolled':
      return true
    case 'started':
      return fact.startedAt < asOf
    case 'committed':
      return fact.committedAt < asOf
    case 'intending':
      return fact.intent === 'finish'
    case 'entry_passed':
      return fact.entry === 'passed'
    case 'entry_not_passed':
      return fact.entry === 'not_passed'
    case 'entry_not_taken':
      return fact.entry === 'not_taken'
    case 'completed':
      return completed
    case 'completers':
      return completed && fact.activeSeconds > 0
    case 'active':
      return fact.startedAt < asOf && fact.activeSeconds > 0
    case 'marked':
      return fact.hasMarks
    case 'waiting':
      return !Number.isNaN(fact.longestWaitDays)
    case 'raters':
      return fact.stars !== undefined
    case 'paid_completed':
      return fact.committedAt < asOf && completed
    case 'paid_left':
      return fact.committedAt < asOf && !completed && fact.leftAt < asOf
    case 'paid_going':
      return fact.committedAt < asOf && !completed && !(fact.leftAt < asOf)
    case 'paid_not_completed':
      return fact.committedAt < asOf && !completed
  }
}

const words: Record<PopulationName, string> = {
  enrolled: '',
  started: ' and started',
  committed: ' and committed (a first payment, or a first marked work where it is free)',
  intending: ' and said that they intended to finish',
  entry_passed: ' and had passed the self-check of the level',
  entry_not_passed: ' and had not passed the self-check of the level',
  entry_not_taken: ' without having taken the self-check of the level',
  completed: ' and finished in time',
  completers: ' and finished in time, with active time recorded',
  active: ' and were active with script, so that their time is known',
  marked: ' and have marked work',
  waiting: ' and handed in work that people marked',
  raters: ' and rated',
  paid_completed: ', committed and finished in time',
  paid_left: ', committed and left without finishing in time',
  paid_going: ', committed, did not finish in time and did not leave',
  paid_not_completed: ', committed and did not finish in time',
}

/** In words, so that it can follow "of": "the 1,463 people who enrolled from … to … and started". */
export function populationWords(population: PopulationName, window: Window, n: number | undefined): string {
  const people = n === undefined ? 'people' : `the ${n.toLocaleString('en-GB')} people`
  const [from, to] = [dayInWords(window.from), dayInWords(window.to - 1)]
  const who =
    window.percent === undefined
      ? `who enrolled from ${from} to ${to}`
      : `whose own ${window.percent} % of the advertised time ended from ${from} to ${to}`
  const pooled = window.pooledMonths
    ? ` (${window.pooledMonths / 12} years together, because two held too few)`
    : ''
  return `${people} ${who}${words[population]}${pooled}`
}

/** First and last day of enrolment, both inclusive; with `percent`, of the end of the person's own time. */
export function periodOf(window: Window): { from: string; to: string } {
  return { from: isoDay(window.from), to: isoDay(window.to - 1) }
}

// Written as English pages do, because the words are part of the published figure.
function dayInWords(at: number): string {
  return dayFormat.format(at)
}

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
})

export function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

export function monthsBefore(at: number, months: number): number {
  const date = new Date(at)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() - months)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, last))
  return date.getTime()
}
