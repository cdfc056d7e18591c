import {
  type Figure,
  type FigureKind,
  type FigureSubject,
  measured,
  notMeasured,
  suppressed,
} from '../../domain/figure.ts'
import { wilson } from '../../domain/intervals.ts'
import { quantileEstimate, sortedSample } from '../../domain/quantiles.ts'
import { MINIMUM_CELL, notEnoughPeople } from '../../domain/suppression.ts'
import type { EnrolmentFact } from './facts.ts'
import { GroupOfPeople } from './group-of-people.ts'
import { belongs, type PopulationName, periodOf, populationWords, type Window } from './population.ts'

/** One figure of a credential's set, with what its renewal in the next release depends on. */
export interface FigureEntry {
  name: string
  grouping: string
  figure: Figure
  population: PopulationName
  /** Followed for so many days; null: everybody enrolled to date. */
  followedDays: number
  /** Who was counted, and which of them count: what showing the figure gives away. */
  denominator: GroupOfPeople
  numerator?: GroupOfPeople
}

/** What the figures of one credential are computed from: its facts, simulated or real, never both. */
export interface FigureInput {
  facts: EnrolmentFact[]
  asOf: number
  computedAt: string
  simulated: boolean
  advertisedDays: number
  /** null: free, so that nobody pays. */
  currency: string | null
}

/** Figures about one population of one window: they share who is counted, when and how it is said. */
export class Population {
  readonly people: EnrolmentFact[]
  readonly group: GroupOfPeople
  readonly #input: FigureInput
  readonly #window: Window
  readonly #name: PopulationName

  constructor(input: FigureInput, window: Window, name: PopulationName) {
    this.#input = input
    this.#window = window
    this.#name = name
    this.group = GroupOfPeople.of(input.facts, (fact) => this.has(fact))
    this.people = input.facts.filter((fact) => this.has(fact))
  }

  get n(): number {
    return this.people.length
  }

  get isTooSmall(): boolean {
    return this.n < MINIMUM_CELL
  }

  has(fact: EnrolmentFact): boolean {
    return belongs(fact, this.#name, this.#input.asOf, this.#window)
  }

  subject(name: string, kind: FigureKind, method: string): FigureSubject {
    return {
      name,
      kind,
      method,
      population: populationWords(this.#name, this.#window, this.isTooSmall ? undefined : this.n),
      period: periodOf(this.#window),
      computed_at: this.#input.computedAt,
      simulated: this.#input.simulated,
    }
  }

  entry(figure: Figure, grouping = '', numerator?: GroupOfPeople): FigureEntry {
    return {
      name: figure.name,
      grouping,
      figure,
      population: this.#name,
      followedDays: this.#window.followedDays,
      denominator: this.group,
      ...(numerator ? { numerator } : {}),
    }
  }

  none(name: string, kind: FigureKind, method: string, why: string, grouping = ''): FigureEntry {
    return this.entry(notMeasured(this.subject(name, kind, method), why), grouping)
  }

  tooSmall(name: string, kind: FigureKind, method: string, grouping = ''): FigureEntry {
    return this.entry(suppressed(this.subject(name, kind, method), notEnoughPeople()), grouping)
  }

  /** A share of the people, by Wilson's interval. Whether it may be seen is decided for the whole release at once. */
  proportion(name: string, counts: (fact: EnrolmentFact) => boolean, grouping = ''): FigureEntry {
    const subject = this.subject(name, 'proportion', 'wilson/1')
    if (this.n === 0) return this.entry(suppressed(subject, notEnoughPeople()), grouping)
    const group = GroupOfPeople.of(this.#input.facts, (fact) => this.has(fact) && counts(fact))
    const numerator = group.size
    const measurement = { value: numerator / this.n, ...wilson(numerator, this.n) }
    return this.entry(measured(subject, { ...measurement, numerator, denominator: this.n }), grouping, group)
  }

  count(name: string): FigureEntry {
    if (this.isTooSmall) return this.tooSmall(name, 'count', 'count/1')
    return this.entry(measured(this.subject(name, 'count', 'count/1'), { value: this.n }))
  }

  /**
   * A quantile of a value of each person, by order statistics; published where at least 10 people lie on either side,
   * so that it is nobody's own value.
   */
  quantile(
    name: string,
    probability: number,
    valueOf: (fact: EnrolmentFact) => number,
    { kind = 'quantile', digits = 1 }: { kind?: 'quantile' | 'money'; digits?: number } = {},
  ): FigureEntry {
    const method = 'order-statistics/1'
    const grouping = `quantile=${probability}`
    const sample = sortedSample(this.people.map(valueOf))
    const subject = this.subject(name, kind, method)
    if (sample.length * Math.min(probability, 1 - probability) < MINIMUM_CELL)
      return this.entry(suppressed(subject, notEnoughPeople()), grouping)
    const estimate = quantileEstimate(sample, probability)!
    const round = (value: number | undefined) =>
      value === undefined ? undefined : Math.round(value * 10 ** digits) / 10 ** digits
    return this.entry(
      measured(subject, {
        value: round(estimate.value)!,
        lower: round(estimate.lower),
        upper: round(estimate.upper),
        denominator: sample.length,
      }),
      grouping,
    )
  }

  /**
   * A share of a total: Σ part ÷ Σ whole, with the linearised variance of a ratio estimator, people as clusters
   * (Cochran 1977, Sampling Techniques, 3rd ed., section 6.4).
   */
  ratio(
    name: string,
    partOf: (fact: EnrolmentFact) => number,
    wholeOf: (fact: EnrolmentFact) => number,
    grouping = '',
  ): FigureEntry {
    const method = 'ratio/1'
    if (this.isTooSmall) return this.tooSmall(name, 'rate', method, grouping)
    const subject = this.subject(name, 'rate', method)
    let part = 0
    let whole = 0
    for (const fact of this.people) {
      part += partOf(fact)
      whole += wholeOf(fact)
    }
    if (whole <= 0)
      return this.entry(notMeasured(subject, 'there is nothing yet to take a share of'), grouping)
    const value = part / whole
    const squares = this.people.reduce((sum, fact) => sum + (partOf(fact) - value * wholeOf(fact)) ** 2, 0)
    const error = Math.sqrt((squares * this.n) / (this.n - 1)) / whole
    return this.entry(
      measured(subject, {
        value,
        lower: Math.max(0, value - 1.959964 * error),
        upper: Math.min(1, value + 1.959964 * error),
        denominator: this.n,
      }),
      grouping,
    )
  }
}
