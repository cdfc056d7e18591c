import { designEffect } from '../../domain/design-effect.ts'
import { normalCritical } from '../../domain/distributions.ts'
import {
  type Figure,
  type FigureKind,
  type FigureSubject,
  measured,
  notMeasured,
  suppressed,
} from '../../domain/figure.ts'
import { wilsonByPerson } from '../../domain/intervals.ts'
import { GroupOfPeople } from '../../domain/people-groups.ts'
import { quantileByPerson, quantileEstimate, sortedSample } from '../../domain/quantiles.ts'
import { publishedStep, roundedTo } from '../../domain/rounding.ts'
import { isPublishable, MINIMUM_CELL, notEnoughPeople } from '../../domain/suppression.ts'
import type { MarkedPiece, PromisedPiece } from '../peer-review/api.ts'
import type { EnrolmentFact, FactSet } from './facts.ts'
import { belongs, type PopulationName, periodOf, populationWords, type Window } from './population.ts'

/** One figure of a credential's set, with who was counted: what showing it gives away. */
export interface FigureEntry {
  name: string
  grouping: string
  figure: Figure
  /** Everybody counted, and those of them who count. */
  denominator: GroupOfPeople
  numerator?: GroupOfPeople
  /** The population in words without its number: for a figure that is withheld. */
  words: string
  /** Figures of a family make one picture, a curve or a histogram: they are renewed together or not at all. */
  family?: string
}

/** What the figures of one credential are computed from: its facts, simulated or real, never both. */
export interface FigureInput {
  facts: FactSet
  asOf: number
  computedAt: string
  simulated: boolean
  /** null: free, so that nobody pays. */
  currency: string | null
  /** What people marked of theirs, where anything was. */
  pieces?: MarkedPiece[]
  /** Pieces whose marks were due. */
  promised?: PromisedPiece[]
}

/** Figures about one population of one window: they share who is counted, when and how it is said. */
export class Population {
  /** Their places in the facts. */
  readonly people: Uint32Array
  readonly group: GroupOfPeople
  readonly #input: FigureInput
  readonly #window: Window
  readonly #name: PopulationName
  #persons: Int32Array | undefined

  constructor(input: FigureInput, window: Window, name: PopulationName) {
    this.#input = input
    this.#window = window
    this.#name = name
    const people = new Uint32Array(input.facts.n)
    let n = 0
    input.facts.each((fact) => {
      if (belongs(fact, name, input.asOf, window)) people[n++] = fact.index
    })
    this.people = people.slice(0, n)
    this.group = GroupOfPeople.ofIndexes(input.facts.n, this.people)
  }

  get n(): number {
    return this.people.length
  }

  get isTooSmall(): boolean {
    return this.n < MINIMUM_CELL
  }

  has(fact: EnrolmentFact): boolean {
    return this.group.has(fact.index)
  }

  /** Something of each of the people, in their order. */
  values(valueOf: (fact: EnrolmentFact) => number): Float64Array {
    return this.#input.facts.values(this.people, valueOf)
  }

  /** By the same order whose each enrolment is, −1 for who has only one; undefined where that is everybody. */
  get persons(): Int32Array | undefined {
    const all = this.#input.facts.persons
    if (!all) return undefined
    if (!this.#persons) {
      this.#persons = new Int32Array(this.n)
      for (let k = 0; k < this.n; k++) this.#persons[k] = all[this.people[k]!]!
    }
    return this.#persons
  }

  #groupOf(ones: Float64Array): GroupOfPeople {
    const bits = new Uint32Array(Math.ceil(this.#input.facts.n / 32))
    for (let k = 0; k < ones.length; k++) {
      const index = this.people[k]!
      if (ones[k] === 1) bits[index >>> 5]! |= 1 << (index & 31)
    }
    return new GroupOfPeople(bits)
  }

  subject(name: string, kind: FigureKind, method: string): FigureSubject {
    return {
      name,
      kind,
      method,
      population: populationWords(this.#name, this.#window, undefined),
      period: periodOf(this.#window),
      computed_at: this.#input.computedAt,
      simulated: this.#input.simulated,
    }
  }

  /** A figure with its value, which names the number of people. */
  measured(subject: FigureSubject, measurement: Parameters<typeof measured>[1]): Figure {
    const population = populationWords(this.#name, this.#window, measurement.denominator ?? this.n)
    return measured({ ...subject, population }, measurement)
  }

  entry(figure: Figure, grouping = '', more: Pick<FigureEntry, 'numerator' | 'family'> = {}): FigureEntry {
    const words = populationWords(this.#name, this.#window, undefined)
    return { name: figure.name, grouping, figure, denominator: this.group, words, ...more }
  }

  none(name: string, kind: FigureKind, method: string, why: string, grouping = ''): FigureEntry {
    return this.entry(notMeasured(this.subject(name, kind, method), why), grouping)
  }

  tooSmall(name: string, kind: FigureKind, method: string, grouping = ''): FigureEntry {
    return this.entry(suppressed(this.subject(name, kind, method), notEnoughPeople()), grouping)
  }

  /** A share of the people, by Wilson's interval. Whether it may be seen is decided for the whole release at once. */
  proportion(
    name: string,
    counts: (fact: EnrolmentFact) => boolean,
    grouping = '',
    family?: string,
  ): FigureEntry {
    const subject = this.subject(name, 'proportion', 'wilson/1')
    const more = family === undefined ? {} : { family }
    if (this.n === 0) return this.entry(suppressed(subject, notEnoughPeople()), grouping, more)
    const ones = this.values((fact) => (counts(fact) ? 1 : 0))
    const group = this.#groupOf(ones)
    const numerator = group.size
    const measurement = { value: numerator / this.n, ...wilsonByPerson(ones, this.persons) }
    const figure = this.measured(subject, { ...measurement, numerator, denominator: this.n })
    return this.entry(figure, grouping, { ...more, numerator: group })
  }

  count(name: string): FigureEntry {
    if (this.isTooSmall) return this.tooSmall(name, 'count', 'count/1')
    return this.entry(this.measured(this.subject(name, 'count', 'count/1'), { value: this.n }))
  }

  /**
   * Quantiles of a value of each person, by order statistics; published where at least 10 people lie on either side, so
   * that none is anybody's own value.
   */
  quantiles(
    name: string,
    probabilities: readonly number[],
    valueOf: (fact: EnrolmentFact) => number,
    { kind = 'quantile', digits = 1 }: { kind?: 'quantile' | 'money'; digits?: number } = {},
  ): FigureEntry[] {
    const subject = this.subject(name, kind, 'order-statistics/1')
    const values = this.values(valueOf)
    const sorted = sortedSample(values)
    const round = (value: number | undefined) =>
      value === undefined ? undefined : Math.round(value * 10 ** digits) / 10 ** digits
    const known =
      sorted.length === this.n
        ? this.group
        : GroupOfPeople.ofIndexes(
            this.#input.facts.n,
            this.people.filter((_, k) => Number.isFinite(values[k])),
          )
    return probabilities.map((probability) => {
      const grouping = `quantile=${probability}`
      if (sorted.length * Math.min(probability, 1 - probability) < MINIMUM_CELL)
        return this.entry(suppressed(subject, 'fewer than 10 people lie below it or above it'), grouping)
      const estimate = this.persons
        ? quantileByPerson(values, this.persons, probability)!
        : quantileEstimate(sorted, probability)!
      const figure = this.measured(subject, {
        value: round(estimate.value)!,
        lower: round(estimate.lower),
        upper: round(estimate.upper),
        denominator: estimate.n,
      })
      return { ...this.entry(figure, grouping), denominator: known }
    })
  }

  /**
   * A share of a total: Σ part ÷ Σ whole, with the linearised variance of a ratio estimator, people as clusters
   * (Cochran 1977, Sampling Techniques, 3rd ed., section 6.4). Said only where at least 10 people, or nobody, make the
   * part, and the rest; and no finer than one of them could move it.
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
    const parts = this.values(partOf)
    const wholes = this.values(wholeOf)
    let [part, whole, inPart, inRest] = [0, 0, 0, 0]
    for (let k = 0; k < parts.length; k++) {
      part += parts[k]!
      whole += wholes[k]!
      if (parts[k] !== 0) inPart++
      if (wholes[k] !== parts[k]) inRest++
    }
    if (whole <= 0)
      return this.entry(notMeasured(subject, 'there is nothing yet to take a share of'), grouping)
    if (!isPublishable(inPart) || !isPublishable(inRest))
      return this.entry(suppressed(subject, 'fewer than 10 people make the part, or the rest'), grouping)
    const value = part / whole
    const residuals = new Float64Array(this.n)
    let squares = 0
    for (let k = 0; k < this.n; k++) {
      residuals[k] = parts[k]! - value * wholes[k]!
      squares += residuals[k]! ** 2
    }
    const variance = (squares * this.n) / (this.n - 1) / whole ** 2
    const half = normalCritical(0.95) * Math.sqrt(variance * designEffect(residuals, this.persons))
    const step = Math.max(0.001, publishedStep(this.n) / 10)
    return this.entry(
      this.measured(subject, {
        value: roundedTo(value, step),
        lower: roundedTo(Math.max(0, value - half), step, 'down'),
        upper: roundedTo(Math.min(1, value + half), step, 'up'),
        denominator: this.n,
      }),
      grouping,
    )
  }
}
