import { studentQuantile } from '../distributions.ts'
import { type Figure, measured } from '../figure.ts'
import { wilson } from '../intervals.ts'
import { quantile, sortedSample } from '../quantiles.ts'
import { roundingError } from '../ratings.ts'
import type { CatalogueRow } from './catalogue.ts'
import type { RatingSpread } from './shape.ts'
import type { Subject } from './subject.ts'

/** How the entries' ratings spread, each entry once; null where none is rated. */
export function ratingSpread(rows: readonly CatalogueRow[]): RatingSpread | null {
  const ratings = sortedSample(rows.map(({ rating }) => rating ?? Number.NaN))
  const n = ratings.length
  if (n === 0) return null
  const mean = ratings.reduce((sum, rating) => sum + rating, 0) / n
  const squares = ratings.reduce((sum, rating) => sum + (rating - mean) ** 2, 0)
  const deviation = n > 1 ? Math.sqrt(squares / (n - 1)) : 0
  const max = ratings.at(-1) as number
  const half = n > 1 ? (studentQuantile(0.975, n - 1) * deviation) / Math.sqrt(n) : undefined
  const scale = max <= 5 ? 5 : max <= 10 ? 10 : 100
  return {
    n,
    mean,
    ...(half === undefined
      ? {}
      : { lower: Math.max(0, mean - half), upper: Math.min(Math.max(scale, max), mean + half) }),
    standard_deviation: deviation,
    min: ratings[0] as number,
    median: quantile(ratings, 0.5) as number,
    max,
    scale,
  }
}

/**
 * How many of the enrolled rated: all ratings ÷ all enrolments, over the entries for which both are given. Refused,
 * with the reason, where they can't be about the same people, or where the rounding of the numbers decides the share.
 * The interval holds Wilson's and what the rounding allows.
 */
export function ratingCoverage(
  rows: readonly CatalogueRow[],
  subject: Subject,
  what: string,
): Figure | { refused: string } {
  const both = rows.flatMap(({ title, ratingsCount, enrolled }) =>
    ratingsCount === undefined || enrolled === undefined || enrolled === 0
      ? []
      : [{ title, ratings: ratingsCount, enrolled }],
  )
  if (rows.length === 0) return { refused: `there are no ${what}` }
  if (both.length === 0) {
    return {
      refused: rows.some((row) => row.enrolled !== undefined)
        ? 'no entry gives both ratings and enrolments'
        : 'no number of enrolments is given: how many of those who enrolled rated can’t be known',
    }
  }
  const impossible = both.filter(({ ratings, enrolled }) => ratings > enrolled)
  const [first] = impossible
  if (first) {
    return {
      refused: `${impossible.length} of ${both.length} entries have more ratings than enrolments (${first.title}: ${first.ratings} and ${first.enrolled}): the two do not count the same people`,
    }
  }
  const ratings = sum(both.map((one) => one.ratings))
  const enrolled = sum(both.map((one) => one.enrolled))
  const ratingsOff = sum(both.map((one) => roundingError(one.ratings)))
  const enrolledOff = sum(both.map((one) => roundingError(one.enrolled)))
  const least = (ratings - ratingsOff) / (enrolled + enrolledOff)
  const most = (ratings + ratingsOff) / Math.max(enrolled - enrolledOff, 1e-9)
  if (most > 1 || most - least > 0.1) {
    return {
      refused: `the numbers are rounded (${both[0]?.ratings} and ${both[0]?.enrolled}), and the rounding leaves the share anywhere from ${percent(least)} to ${percent(Math.min(1, most))}`,
    }
  }
  const chance = wilson(ratings, enrolled)
  return measured(
    subject.of(
      'rating_coverage',
      'proportion',
      'catalogue-coverage/1',
      `the ${enrolled} enrolments that ${both.length} of the ${rows.length} ${what} give, with their ratings`,
    ),
    {
      value: ratings / enrolled,
      lower: Math.min(chance?.lower ?? least, least),
      upper: Math.max(chance?.upper ?? most, most),
      numerator: ratings,
      denominator: enrolled,
    },
  )
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
