import { type Criterion, pointsMaxOf, type RubricPoints, shareOfPoints } from './rubric.ts'

// How a marker stands to educators who marked the same pieces blind: for training, and as help afterwards.

export interface MarkedBoth {
  own: RubricPoints
  educator: RubricPoints
}

/**
 * How far two markings of a piece are apart: the mean over the criteria of the difference in points, each as a share
 * of its most points, with the weights of the criteria. 0 to 1.
 */
export function distanceOf(criteria: Criterion[], { own, educator }: MarkedBoth): number {
  let sum = 0
  let most = 0
  for (const criterion of criteria) {
    const weight = (criterion.weight ?? 1) * pointsMaxOf(criterion)
    const difference = Math.abs((own[criterion.id] ?? 0) - (educator[criterion.id] ?? 0))
    sum += (criterion.weight ?? 1) * difference
    most += weight
  }
  return most > 0 ? sum / most : 0
}

export interface ReviewerRecord {
  /** Pieces that educators marked too. */
  pieces: number
  /** Mean difference of the whole, as a share of the most points; above 0: more generous than educators. */
  bias: number
  /** The criterion with the largest mean difference, in points, where that is worth saying. */
  most?: { criterion: string; points: number }
}

const piecesMin = 3
/** A mean difference below this share of a criterion's most points is left unsaid. */
const worthSaying = 0.1

/** @returns undefined where fewer than three pieces can be compared: two would say more about the pieces */
export function reviewerRecord(criteria: Criterion[], pieces: MarkedBoth[]): ReviewerRecord | undefined {
  if (pieces.length < piecesMin) return undefined
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const byCriterion = criteria
    .map((criterion) => ({
      criterion: criterion.id,
      points: mean(
        pieces.map(({ own, educator }) => (own[criterion.id] ?? 0) - (educator[criterion.id] ?? 0)),
      ),
      most: pointsMaxOf(criterion),
    }))
    .toSorted((a, b) => Math.abs(b.points) / b.most - Math.abs(a.points) / a.most)
  const [first] = byCriterion
  return {
    pieces: pieces.length,
    bias: mean(
      pieces.map(({ own, educator }) => shareOfPoints(criteria, own) - shareOfPoints(criteria, educator)),
    ),
    ...(first && Math.abs(first.points) / first.most >= worthSaying
      ? { most: { criterion: first.criterion, points: first.points } }
      : {}),
  }
}
