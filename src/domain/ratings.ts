import { studentQuantile } from './distributions.ts'
import { type Interval, wilson } from './intervals.ts'

/** What people answered, and how many could have: `silent` people are among `people` and not among `ratings`. */
export interface RatingGroup {
  /** Whole numbers on the scale. */
  ratings: readonly number[]
  people: number
}

export interface RatingScale {
  lowest: number
  highest: number
}

export const FIVE_STARS: RatingScale = { lowest: 1, highest: 5 }

export interface Coverage {
  value: number
  interval: Interval
  raters: number
  people: number
}

/** Share of the people who rated, with Wilson's interval. Undefined for nobody; an error where more rated than exist. */
export function ratingCoverage(raters: number, people: number): Coverage | undefined {
  const interval = wilson(raters, people)
  return interval && { value: raters / people, interval, raters, people }
}

/**
 * Mean among those who rated, with Student's interval clipped to the scale. Undefined without ratings; a single rating
 * has no interval.
 */
export function meanRating(
  ratings: readonly number[],
  scale = FIVE_STARS,
  level = 0.95,
): { value: number; interval?: Interval; n: number } | undefined {
  checkRatings(ratings, scale)
  const n = ratings.length
  if (n === 0) return undefined
  const value = mean(ratings)
  if (n === 1) return { value, n }
  const half = studentQuantile(0.5 + level / 2, n - 1) * Math.sqrt(variance(ratings) / n)
  return { value, interval: clipped(value - half, value + half, scale), n }
}

/** How many gave each value of the scale, and how many said nothing. */
export function ratingHistogram(
  { ratings, people }: RatingGroup,
  scale = FIVE_STARS,
): { counts: { rating: number; persons: number }[]; silent: number } {
  checkRatings(ratings, scale)
  checkSilence(ratings, people)
  const counts = Array.from({ length: scale.highest - scale.lowest + 1 }, (_, k) => ({
    rating: scale.lowest + k,
    persons: 0,
  }))
  for (const rating of ratings) {
    const bin = counts[rating - scale.lowest]
    if (bin) bin.persons++
  }
  return { counts, silent: people - ratings.length }
}

/**
 * What the mean over all people could be: if every silent person had given the lowest, and the highest rating (Manski
 * 1989, Journal of Human Resources 24, 343–360: bounds without assumptions). Undefined for nobody.
 */
export function worstCaseMean({ ratings, people }: RatingGroup, scale = FIVE_STARS): Interval | undefined {
  checkRatings(ratings, scale)
  checkSilence(ratings, people)
  if (people === 0) return undefined
  const silent = people - ratings.length
  const given = sum(ratings)
  return { lower: (given + silent * scale.lowest) / people, upper: (given + silent * scale.highest) / people }
}

/**
 * Mean rating post-stratified, such as on completion: Σ (people of the stratum ÷ all people) × mean of its raters
 * (Holt & Smith 1979, JRSS A 142, 33–46), with an interval from the variance Σ share² s² ÷ raters (Student's t on
 * raters − strata degrees of freedom), clipped to the scale. It assumes that raters stand for the silent of their own
 * stratum. Undefined where a stratum has people but no raters: nobody there spoke for anybody. The interval is absent
 * where a stratum has a single rater.
 */
export function postStratifiedMean(
  strata: readonly RatingGroup[],
  scale = FIVE_STARS,
  level = 0.95,
): { value: number; interval?: Interval } | undefined {
  for (const { ratings, people } of strata) {
    checkRatings(ratings, scale)
    checkSilence(ratings, people)
  }
  const inhabited = strata.filter((stratum) => stratum.people > 0)
  const all = sum(inhabited.map((stratum) => stratum.people))
  if (all === 0 || inhabited.some((stratum) => stratum.ratings.length === 0)) return undefined
  const value = sum(inhabited.map(({ ratings, people }) => (people / all) * mean(ratings)))
  if (inhabited.some((stratum) => stratum.ratings.length === 1)) return { value }
  const raters = sum(inhabited.map((stratum) => stratum.ratings.length))
  const error = Math.sqrt(
    sum(inhabited.map(({ ratings, people }) => ((people / all) ** 2 * variance(ratings)) / ratings.length)),
  )
  const freedom = Math.max(1, raters - inhabited.length)
  const half = studentQuantile(0.5 + level / 2, freedom) * error
  return { value, interval: clipped(value - half, value + half, scale) }
}

/**
 * Coverage where both numbers come from somebody's catalogue, "43000" perhaps meaning 43 thousand: refused, with the
 * reason, where there are more ratings than enrolments or where the rounding leaves the share open by more than ten
 * points.
 */
export function catalogueCoverage(
  ratings: number,
  enrolments: number,
): { value: number; lower: number; upper: number } | { refused: string } {
  if (!(ratings >= 0 && enrolments > 0)) return { refused: 'no number of enrolments is given' }
  if (ratings > enrolments) {
    return {
      refused: `${ratings} ratings for ${enrolments} enrolments: the two do not count the same people`,
    }
  }
  const lower = (ratings - roundingError(ratings)) / (enrolments + roundingError(enrolments))
  const upper = (ratings + roundingError(ratings)) / (enrolments - roundingError(enrolments))
  if (upper > 1 || upper - lower > 0.1) {
    return { refused: `the numbers are rounded (${ratings} and ${enrolments}), which decides the share` }
  }
  return { value: ratings / enrolments, lower, upper }
}

/** How far a number may be off if its trailing zeros come from rounding: 500 for 43000, 0 for 43127. */
export function roundingError(value: number): number {
  const zeros = value === 0 ? 0 : (/0*$/.exec(String(value))?.[0].length ?? 0)
  return zeros === 0 ? 0 : 10 ** zeros / 2
}

function checkRatings(ratings: readonly number[], { lowest, highest }: RatingScale): void {
  const wrong = ratings.find((rating) => !(Number.isInteger(rating) && rating >= lowest && rating <= highest))
  if (wrong !== undefined) throw new RangeError(`Not a rating from ${lowest} to ${highest}: ${wrong}`)
}

function checkSilence(ratings: readonly number[], people: number): void {
  if (ratings.length > people) throw new RangeError(`${ratings.length} ratings of ${people} people`)
}

function clipped(lower: number, upper: number, scale: RatingScale): Interval {
  return { lower: Math.max(scale.lowest, lower), upper: Math.min(scale.highest, upper) }
}

function variance(values: readonly number[]): number {
  const average = mean(values)
  let squares = 0
  for (const value of values) squares += (value - average) ** 2
  return squares / (values.length - 1)
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length
}

function sum(values: readonly number[]): number {
  let total = 0
  for (const value of values) total += value
  return total
}
