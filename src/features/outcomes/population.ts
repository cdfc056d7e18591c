import { MINIMUM_CELL } from '../../domain/suppression.ts'
import type { EnrolmentFact } from './facts.ts'

export const dayMs = 86_400_000
export const yearDays = 365

/** Who of the enrolled a figure is about. The words for each stand in the messages of the pages and below. */
export type PopulationName =
  | 'enrolled'
  | 'started'
  | 'committed'
  | 'intending'
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

/** Enrolments from `from` until before `to`, in milliseconds, followed for at least `followedDays`. */
export interface Window {
  from: number
  to: number
  followedDays: number
}

/**
 * The people whom a figure counts: enrolled in the 24 months before the day that leaves everybody `followedDays` of
 * follow-up; where these are too few, in four years (methods.md, Suppression). Undefined where nobody was followed for
 * that long.
 * @param facts all of one credential, simulated or real
 */
export function windowFor(facts: EnrolmentFact[], asOf: number, followedDays: number): Window | undefined {
  const to = asOf - followedDays * dayMs
  let widest: Window | undefined
  for (const months of [24, 48]) {
    const from = monthsBefore(to, months)
    const n = facts.reduce((sum, fact) => sum + (isWithin(fact, { from, to, followedDays }) ? 1 : 0), 0)
    if (n >= MINIMUM_CELL) return { from, to, followedDays }
    if (n > 0) widest = { from, to, followedDays }
  }
  return widest
}

export function isWithin(fact: EnrolmentFact, window: Window): boolean {
  return fact.enrolledAt >= window.from && fact.enrolledAt < window.to
}

/** Whether somebody of the window belongs to the population, by what is known at `asOf`. */
export function belongs(
  fact: EnrolmentFact,
  population: PopulationName,
  asOf: number,
  window: Window,
): boolean {
  if (!isWithin(fact, window)) return false
  const until = window.followedDays > 0 ? fact.enrolledAt + window.followedDays * dayMs : asOf - 1
  const completed = fact.completedAt <= until
  switch (population) {
    case 'enrolled':
      return true
    case 'started':
      return fact.startedAt < asOf
    case 'committed':
      return fact.committedAt < asOf
    case 'intending':
      return fact.intendsToFinish === true
    case 'completed':
      return completed
    case 'completers':
      return completed && fact.activeSeconds > 0
    case 'active':
      return fact.startedAt < asOf && fact.activeSeconds > 0
    case 'marked':
      return fact.marks !== undefined
    case 'waiting':
      return fact.waitsDays.length > 0
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
  return `${people} who enrolled from ${from} to ${to}${words[population]}`
}

/** First and last day of enrolment, both inclusive. */
export function periodOf(window: Window): { from: string; to: string } {
  return { from: isoDay(window.from), to: isoDay(window.to - 1) }
}

// Written as English pages do, because the words are part of the published figure.
function dayInWords(at: number): string {
  return new Date(at).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })
}

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
