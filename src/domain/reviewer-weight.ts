import { oneWay } from './peer-marks/variance-components.ts'

// How much a marker's marks count beside those of others: by how near they are to educators, and by how useful receivers
// found the comments. Both tell little about one person at first, so both are shrunk towards the usual, 1.

/** No marker counts for less or more than this, whatever is said of them. */
export const weightLeast = 0.8
export const weightMost = 1.25

/** What the author of a piece said of one review. */
export interface RatedReview {
  reviewer: string
  /** Mean over the comments: 0 not useful, 1 useful. */
  useful: number
  /** What this review gave, as a share of the points. */
  given: number
  /** The mean of all peers who marked the piece. */
  received: number
}

/** What a marker gave less what educators gave who marked the same piece blind, as shares of the points. */
export interface OffEducators {
  reviewer: string
  off: number
}

export interface ReviewerWeight {
  weight: number
  /** How useful, apart from how strict and shrunk by how few said so, 0 to 1; undefined below three ratings. */
  usefulness?: number
}

const ratingsMin = 3
/** A standard deviation of usefulness moves a weight by so much. */
const usefulnessStep = 0.1
/** Pieces that everybody is taken to have marked as well as all do: with none of their own they are at 1. */
const priorPieces = 8

/**
 * The weight of each marker of whom anything is known; others have 1. It is accuracy × usefulness, within
 * [0.8, 1.25].
 *
 * Accuracy: v₀ ÷ v with v = (8v₀ + Σ(off − mean)²) ÷ (8 + n), v₀ being the mean square of all and the mean that of all,
 * because leniency that is shared says nothing about one.
 *
 * Usefulness: ratings go with what somebody received, and a weight that follows them would teach to mark generously. So
 * each rating counts as what is left of it after a regression on what the review gave and on what the piece received
 * (least squares over all ratings). What is left is shrunk by empirical Bayes: by the variance between markers over that
 * between plus within ÷ n (one-way analysis of variance; Searle, Casella & McCulloch 1992, section 3.6). Where markers
 * differ no more than chance would have it, nothing is left.
 */
export function reviewerWeights(rated: RatedReview[], off: OffEducators[]): Map<string, ReviewerWeight> {
  const accuracy = accuracyOf(off)
  const usefulness = usefulnessOf(rated)
  return new Map(
    [...new Set([...accuracy.keys(), ...usefulness.keys()])].map((reviewer) => {
      const useful = usefulness.get(reviewer)
      const weight = (accuracy.get(reviewer) ?? 1) * (useful?.factor ?? 1)
      return [
        reviewer,
        {
          weight: Math.min(Math.max(weight, weightLeast), weightMost),
          ...(useful ? { usefulness: useful.value } : {}),
        },
      ]
    }),
  )
}

/**
 * Mean of marks that count differently, and how many equal marks it is worth: (Σw)² ÷ Σw². Σ of squares about it, with
 * weights of mean 1.
 */
export function weightedMean(marks: readonly { mark: number; weight: number }[]): {
  mean: number
  size: number
  squares: number
} {
  let sum = 0
  let weights = 0
  let squared = 0
  for (const { mark, weight } of marks) {
    sum += weight * mark
    weights += weight
    squared += weight * weight
  }
  const mean = sum / weights
  let squares = 0
  for (const { mark, weight } of marks) squares += weight * (mark - mean) ** 2
  return { mean, size: (weights * weights) / squared, squares: (squares * marks.length) / weights }
}

function accuracyOf(off: OffEducators[]): Map<string, number> {
  const mean = meanOf(off.map((one) => one.off))
  const squares = new Map<string, { n: number; sum: number }>()
  let all = 0
  for (const one of off) {
    const square = (one.off - mean) ** 2
    all += square
    const own = squares.get(one.reviewer) ?? { n: 0, sum: 0 }
    squares.set(one.reviewer, { n: own.n + 1, sum: own.sum + square })
  }
  const usual = all / off.length
  if (!(usual > 0)) return new Map()
  return new Map(
    [...squares].map(([reviewer, { n, sum }]) => [
      reviewer,
      (usual * (priorPieces + n)) / (priorPieces * usual + sum),
    ]),
  )
}

function usefulnessOf(rated: RatedReview[]): Map<string, { factor: number; value: number }> {
  const left = withoutStrictness(rated)
  const groups = new Map<string, number[]>()
  rated.forEach(({ reviewer }, k) => {
    const own = groups.get(reviewer)
    if (own) own.push(left[k] as number)
    else groups.set(reviewer, [left[k] as number])
  })
  const places = new Map([...groups.keys()].map((reviewer, place) => [reviewer, place]))
  const markers = Uint32Array.from(rated, ({ reviewer }) => places.get(reviewer) as number)
  const parts = oneWay({ submission: markers, grader: markers, mark: Float64Array.from(left) })
  const usual = meanOf(rated.map((one) => one.useful))
  const spread = parts ? Math.sqrt(Math.max(0, parts.between)) : 0
  return new Map(
    [...groups].flatMap(([reviewer, values]) => {
      if (values.length < ratingsMin) return []
      const reliability =
        parts && spread > 0 ? parts.between / (parts.between + parts.within / values.length) : 0
      const shrunk = reliability * meanOf(values)
      const factor = spread > 0 ? Math.exp(usefulnessStep * (shrunk / spread)) : 1
      return [[reviewer, { factor, value: Math.min(Math.max(usual + shrunk, 0), 1) }]]
    }),
  )
}

// Residuals of the regression of `useful` on `given` and `received`, both about their means.
function withoutStrictness(rated: RatedReview[]): number[] {
  const about = (values: number[]) => {
    const mean = meanOf(values)
    return values.map((value) => value - mean)
  }
  const useful = about(rated.map((one) => one.useful))
  // How strict beside the others, and how good the piece: nearly independent, so that the equations stay well posed.
  const strict = about(rated.map((one) => one.given - one.received))
  const good = about(rated.map((one) => one.received))
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, k) => sum + value * (b[k] as number), 0)
  const [ss, gg, sg] = [dot(strict, strict), dot(good, good), dot(strict, good)]
  const [su, gu] = [dot(strict, useful), dot(good, useful)]
  const determinant = ss * gg - sg * sg
  const isPosed = determinant > 1e-9 * ss * gg && determinant > 0
  const byStrict = isPosed ? (gg * su - sg * gu) / determinant : ss > 1e-12 ? su / ss : 0
  const byGood = isPosed ? (ss * gu - sg * su) / determinant : ss > 1e-12 ? 0 : gg > 1e-12 ? gu / gg : 0
  return useful.map((value, k) => value - byStrict * (strict[k] as number) - byGood * (good[k] as number))
}

function meanOf(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
