import { normalCritical } from './distributions.ts'
import { daysBetween, outcomeKnownUntil } from './enrolment-facts.ts'
import {
  type Figure,
  type FigureSubject,
  measured,
  notMeasured,
  refused,
  suppressed,
  tooEarly,
} from './figure.ts'
import { completedWithin, funnel, HORIZONS, YEAR_DAYS } from './funnel.ts'
import { Growing } from './growing-column.ts'
import type { CompletionTimes, CredentialsReport, RatingsReport } from './outcomes-shape.ts'
import { type OutcomesSlice, share, statusOf, subject, tableRow } from './outcomes-slice.ts'
import { INTENDS, type OutcomesColumn } from './outcomes-table.ts'
import { pooledProportion } from './pooling.ts'
import { type QuantileEstimate, quantile, quantileEstimate, sortedSample } from './quantiles.ts'
import { meanRating, postStratifiedMean, ratingHistogram, worstCaseMean } from './ratings.ts'
import { isPublishableProportion } from './suppression.ts'

/** How far people got by the data date: the count, and shares of everybody who enrolled and of who meant to finish. */
export function funnelFigures(slice: OutcomesSlice): Figure[] {
  const { columns, table } = slice
  const counts = funnel(columns, table.asOf)
  const all = `the ${counts.enrolled} people who enrolled`
  const step = (name: string, count: number, column: OutcomesColumn) =>
    share(slice, name, count, counts.enrolled, all, column)
  const enrolled = subject(slice, {
    name: 'enrolled',
    kind: 'count',
    method: 'count/1',
    population: 'everybody',
  })
  return [
    measured(enrolled, { value: counts.enrolled }),
    step('started', counts.started, 'started_at'),
    step('committed', counts.committed, 'committed_at'),
    step('completed', counts.completed, 'completed_at'),
    intendersFigure(slice),
  ]
}

/** Completion of several credentials, beside the pooled rate of the funnel. */
export function credentialsReport(slice: OutcomesSlice): CredentialsReport | null {
  const { table, columns } = slice
  if (!table.has.has('credential_id') || !table.has.has('completed_at')) return null
  const credentials = table.credential.names.map(() => ({ numerator: 0, denominator: 0 }))
  for (let row = 0; row < columns.n; row++) {
    const credential = credentials[table.credential.codes[tableRow(slice, row)] as number]
    if (!credential) continue
    credential.denominator++
    if (statusOf(slice, row) === 'completed') credential.numerator++
  }
  const counted = credentials.filter(({ denominator }) => denominator > 0)
  const pooled = pooledProportion(counted)
  if (!pooled || counted.length < 2) return null
  const { minimumCell, publish } = slice.options
  // One credential's rate could be computed from the mean and the rates of the others.
  if (
    publish &&
    !counted.every((one) => isPublishableProportion(one.numerator, one.denominator, minimumCell))
  ) {
    return null
  }
  const about = (name: string, method: string) =>
    subject(slice, {
      name,
      kind: 'proportion',
      method,
      population: `the ${counted.length} credentials, of the people who enrolled in each`,
    })
  const { value, lower, upper, prediction } = pooled.randomEffects
  return {
    n: counted.length,
    unweighted_mean: measured(about('completed_mean_of_credentials', 'unweighted-mean-t/1'), {
      value: pooled.unweighted.value,
      lower: pooled.unweighted.lower,
      upper: pooled.unweighted.upper,
    }),
    random_effects: measured(about('completed_random_effects', 'random-effects-dersimonian-laird-logit/1'), {
      value,
      lower,
      upper,
    }),
    prediction: prediction ?? null,
  }
}

/** Completed within 100, 150, 200 % of the advertised time and 12 months, among those who could have been. */
export function completionAt(slice: OutcomesSlice): Record<keyof typeof HORIZONS, Figure> {
  const { columns, table } = slice
  const figure = (key: keyof typeof HORIZONS) => {
    const count = completedWithin(columns, table.asOf, HORIZONS[key])
    const time = key === '12_months' ? '12 months' : `${key} % of the advertised time`
    const name = `completed_by_${key}`
    const population = `the ${count.denominator} people who enrolled at least ${time} before the data date, in the 24 months before that`
    if (count.denominator > 0)
      return share(slice, name, count.numerator, count.denominator, population, 'completed_at')
    const about = subject(slice, { name, kind: 'proportion', method: 'wilson/1', population })
    if (count.younger > 0) return tooEarly(about, `nobody enrolled ${time} before the data date`)
    if (count.withoutDuration > 0) return notMeasured(about, 'no advertised_days are given')
    if (count.older > 0) return notMeasured(about, 'everybody enrolled before the 24 months that it looks at')
    return notMeasured(about, 'nobody was followed for that long')
  }
  return {
    '100': figure('100'),
    '150': figure('150'),
    '200': figure('200'),
    '12_months': figure('12_months'),
  }
}

/**
 * Days from enrolment to completion of those who completed within a year, among people who enrolled at least a year
 * before the data date and were followed for that year: among everybody only the fast would have been seen.
 */
export function daysToComplete({ columns, table }: OutcomesSlice): CompletionTimes {
  const days = new Growing(Float64Array, 0)
  for (let row = 0; row < columns.n; row++) {
    const enrolled = columns.enrolledAt[row] as number
    const taken = daysBetween(enrolled, columns.completedAt[row] as number)
    const isWhole = daysBetween(enrolled, outcomeKnownUntil(columns, row, table.asOf)) >= YEAR_DAYS
    if (isWhole && taken <= YEAR_DAYS && !((columns.enteredAt[row] as number) > enrolled)) days.push(taken)
  }
  const sorted = sortedSample(days.finish())
  const at = (probability: number) => quantile(sorted, probability) ?? null
  return { p10: at(0.1), p25: at(0.25), p50: at(0.5), p75: at(0.75), p90: at(0.9), n: sorted.length }
}

/** Paid net of refunds by people who completed, left and are still going, in the unit of the file. */
export function costFigures(
  slice: OutcomesSlice,
): Record<'completed' | 'left' | 'still_going', Record<'p10' | 'median' | 'p90', Figure>> {
  const { table, columns } = slice
  const amounts = {
    completed: new Growing(Float64Array, 0),
    left: new Growing(Float64Array, 0),
    still_going: new Growing(Float64Array, 0),
  }
  const currencies = new Set<string>()
  for (let row = 0; row < columns.n; row++) {
    const at = tableRow(slice, row)
    const paid = table.numbers.paid[at] as number
    if (Number.isNaN(paid)) continue
    const refunded = table.numbers.refunded[at] as number
    amounts[statusOf(slice, row)].push(paid - (Number.isNaN(refunded) ? 0 : refunded))
    if (table.has.has('currency'))
      currencies.add(table.currency.names[table.currency.codes[at] as number] as string)
  }
  const group = (name: keyof typeof amounts, words: string) => {
    const sorted = sortedSample(amounts[name].finish())
    const figure = (key: 'p10' | 'median' | 'p90', probability: number) => {
      const about = subject(slice, {
        name: `paid_${name}_${key}`,
        kind: 'money',
        method: 'quantile-type-7/1',
        population: `the ${sorted.length} people who ${words}, paid net of refunds${[...currencies].map((code) => ` in ${code}`).join('')}`,
      })
      if (!table.has.has('paid')) return notMeasured(about, 'there is no column paid')
      if (currencies.size > 1)
        return refused(about, 'amounts are in several currencies; use --group on the currency')
      return quantileFigure(about, quantileEstimate(sorted, probability))
    }
    return { p10: figure('p10', 0.1), median: figure('median', 0.5), p90: figure('p90', 0.9) }
  }
  return {
    completed: group('completed', 'completed'),
    left: group('left', 'left'),
    still_going: group('still_going', 'are still going'),
  }
}

/** Hours spent doing ÷ all active hours, over people for whom both are known; interval by linearisation. */
export function handsOnFigure(slice: OutcomesSlice): Figure {
  const { table, columns } = slice
  let active = 0
  let doing = 0
  let people = 0
  // Σ doing², Σ doing·active and Σ active², of which the residuals' sum of squares is made.
  const squares = { doing: 0, mixed: 0, active: 0 }
  for (let row = 0; row < columns.n; row++) {
    const at = tableRow(slice, row)
    const hours = table.numbers.active_hours[at] as number
    const done = table.numbers.doing_hours[at] as number
    if (!(hours > 0 && done <= hours)) continue
    squares.doing += done * done
    squares.mixed += done * hours
    squares.active += hours * hours
    active += hours
    doing += done
    people++
  }
  const about = subject(slice, {
    name: 'hands_on',
    kind: 'proportion',
    method: 'ratio/1',
    population: `all active time of the ${people} people for whom it is known`,
  })
  for (const column of ['active_hours', 'doing_hours'] as const) {
    if (!table.has.has(column)) return notMeasured(about, `there is no column ${column}`)
  }
  if (people === 0) return suppressed(about, 'nobody was active')
  const value = doing / active
  if (people === 1) return measured(about, { value, denominator: people })
  const residuals = squares.doing - 2 * value * squares.mixed + value * value * squares.active
  const half = (normalCritical(0.95) * Math.sqrt((Math.max(0, residuals) * people) / (people - 1))) / active
  return measured(about, {
    value,
    lower: Math.max(0, value - half),
    upper: Math.min(1, value + half),
    denominator: people,
  })
}

/** Who rated first, then what they said, and what the silence could hide. */
export function ratingFigures(slice: OutcomesSlice): RatingsReport {
  const { table, columns } = slice
  const strata = {
    completed: { ratings: [] as number[], people: 0 },
    others: { ratings: [] as number[], people: 0 },
  }
  for (let row = 0; row < columns.n; row++) {
    const stratum = statusOf(slice, row) === 'completed' ? strata.completed : strata.others
    stratum.people++
    const rating = table.numbers.rating[tableRow(slice, row)] as number
    if (!Number.isNaN(rating)) stratum.ratings.push(rating)
  }
  const ratings = strata.completed.ratings.concat(strata.others.ratings)
  const people = columns.n
  const raters = `the ${ratings.length} of ${people} people who rated`
  const about = (name: string, method: string, population: string) =>
    subject(slice, { name, kind: 'mean', method, population })
  const coverage = share(
    slice,
    'rating_coverage',
    ratings.length,
    people,
    `the ${people} people who enrolled`,
    'rating',
  )
  const mean = about('rating_mean', 'mean-t/1', raters)
  const worst = about(
    'rating_mean_worst_case',
    'worst-case-bounds/1',
    `all ${people} people, the silent ones at the lowest rating; upper: at the highest`,
  )
  const stratified = about(
    'rating_mean_post_stratified',
    'post-stratified/1',
    `all ${people} people, by completion`,
  )
  if (!table.has.has('rating')) {
    const none = (one: FigureSubject) => notMeasured(one, 'there is no column rating')
    return {
      coverage,
      mean: none(mean),
      mean_worst_case: none(worst),
      mean_post_stratified: none(stratified),
      histogram: null,
      silent: null,
    }
  }
  const plain = meanRating(ratings)
  const bounds = worstCaseMean({ ratings, people })
  const weighted = postStratifiedMean([strata.completed, strata.others])
  const histogram = ratingHistogram({ ratings, people })
  return {
    coverage,
    mean: plain
      ? measured(mean, { value: plain.value, ...plain.interval, denominator: plain.n })
      : suppressed(mean, 'nobody rated'),
    mean_worst_case: bounds
      ? measured(worst, { value: bounds.lower, ...bounds, denominator: people })
      : suppressed(worst, 'nobody enrolled'),
    mean_post_stratified: weighted
      ? measured(stratified, { value: weighted.value, ...weighted.interval, denominator: people })
      : refused(stratified, 'nobody rated among those who completed, or among those who did not'),
    histogram: Object.fromEntries(histogram.counts.map(({ rating, persons }) => [rating, persons])),
    silent: histogram.silent,
  }
}

function intendersFigure(slice: OutcomesSlice): Figure {
  const { table, columns } = slice
  let intending = 0
  let completed = 0
  for (let row = 0; row < columns.n; row++) {
    if (table.intends[tableRow(slice, row)] !== INTENDS.yes) continue
    intending++
    if (statusOf(slice, row) === 'completed') completed++
  }
  const population = `the ${intending} people who said that they meant to finish`
  return share(slice, 'completed_of_intending', completed, intending, population, 'intends_to_finish')
}

function quantileFigure(about: FigureSubject, estimate: QuantileEstimate | undefined): Figure {
  if (!estimate) return suppressed(about, 'nobody is in it')
  const { n, ...numbers } = estimate
  return measured(about, { ...numbers, denominator: n })
}
