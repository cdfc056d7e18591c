import { expect, test } from 'vitest'
import { seededRandom } from './random.ts'
import { type OffEducators, type RatedReview, reviewerWeights, weightedMean } from './reviewer-weight.ts'

// Ratings by receivers as somebody could give them.
type Ratings = 'informative' | 'noise' | 'revenge'

/**
 * A project's year: 200 pieces × 3 marks, 60 markers with a leniency and noise of their own, one piece in ten audited.
 * @returns root mean squared error of the plain mean and of the weighted one
 */
function simulated(seed: string, ratings: Ratings, withAudits: boolean) {
  const random = seededRandom(seed)
  const markers = Array.from({ length: 60 }, (_, k) => ({
    name: `m${k}`,
    bias: random.normal(0, 0.05),
    noise: 0.08 * Math.exp(random.normal(0, 0.4)),
  }))
  const pieces = Array.from({ length: 200 }, () => {
    const truth = random.normal(0.65, 0.12)
    const marks = random
      .shuffle(markers)
      .slice(0, 3)
      .map((marker) => ({ marker, mark: truth + random.normal(marker.bias, marker.noise) }))
    return { truth, marks, received: marks.reduce((sum, one) => sum + one.mark, 0) / 3 }
  })
  const rated: RatedReview[] = []
  const off: OffEducators[] = []
  pieces.forEach(({ truth, marks, received }, k) => {
    for (const { marker, mark } of marks) {
      if (random.bernoulli(0.6)) {
        const taste = random.normal(0.6, 0.25)
        const careful = ratings === 'informative' ? -0.5 * Math.log(marker.noise / 0.08) : 0
        const anger = ratings === 'revenge' && mark < received - 0.03 ? -0.5 : 0
        const useful = Math.round(2 * Math.min(Math.max(taste + careful + anger, 0), 1)) / 2
        rated.push({ reviewer: marker.name, useful, given: mark, received })
      }
      if (withAudits && k % 10 === 0)
        off.push({ reviewer: marker.name, off: mark - truth - random.normal(0, 0.04) })
    }
  })
  const weights = reviewerWeights(rated, off)
  let plain = 0
  let weighted = 0
  for (const { truth, marks, received } of pieces) {
    plain += (received - truth) ** 2
    const { mean } = weightedMean(
      marks.map(({ marker, mark }) => ({ mark, weight: weights.get(marker.name)?.weight ?? 1 })),
    )
    weighted += (mean - truth) ** 2
  }
  return { plain: Math.sqrt(plain / pieces.length), weighted: Math.sqrt(weighted / pieces.length) }
}

/** By how much the error grows, over 40 seeds. */
function growth(ratings: Ratings, withAudits: boolean): number {
  let plain = 0
  let weighted = 0
  for (let seed = 0; seed < 40; seed++) {
    const run = simulated(`${ratings} ${seed}`, ratings, withAudits)
    plain += run.plain
    weighted += run.weighted
  }
  return weighted / plain - 1
}

test('ratings that know who is careful make marks better', () => {
  expect(growth('informative', false)).toBeLessThan(-0.005)
})

test('ratings that know nothing, and those that punish strict marks, harm by less than one per cent', () => {
  expect(growth('noise', false)).toBeLessThan(0.01)
  expect(growth('revenge', false)).toBeLessThan(0.01)
})

test('with audits the error falls whatever the ratings are', () => {
  for (const ratings of ['informative', 'noise', 'revenge'] as const)
    expect(growth(ratings, true)).toBeLessThan(0)
})

test('who marks strictly is not punished by receivers who rate what they got', () => {
  const random = seededRandom('strict')
  const rated = Array.from({ length: 400 }, (_, k) => {
    const strict = k % 10 === 0
    const received = random.normal(0.6, 0.1)
    const given = received + (strict ? -0.15 : 0.02) + random.normal(0, 0.05)
    const useful = 0.5 + 2 * (given - received) + random.normal(0, 0.1)
    return { reviewer: `m${k % 40}`, useful, given, received }
  })
  const weights = reviewerWeights(rated, [])
  const strict = [0, 10, 20, 30].map((k) => weights.get(`m${k}`)!.weight)
  expect(strict.reduce((sum, one) => sum + one, 0) / 4).toBeGreaterThan(0.95)
})

test('weights stay within bounds, and little evidence moves them little', () => {
  const off = [
    ...Array.from({ length: 30 }, (_, k) => ({ reviewer: 'wild', off: k % 2 ? 0.5 : -0.5 })),
    ...Array.from({ length: 30 }, (_, k) => ({ reviewer: 'exact', off: k % 2 ? 0.01 : -0.01 })),
    { reviewer: 'once', off: 0 },
  ]
  const weights = reviewerWeights([], off)
  expect(weights.get('wild')!.weight).toBe(0.8)
  expect(weights.get('exact')!.weight).toBe(1.25)
  expect(weights.get('once')!.weight).toBeCloseTo(9 / 8, 9)
  expect(reviewerWeights([], [])).toEqual(new Map())
  expect(reviewerWeights([{ reviewer: 'a', useful: 0, given: 0.5, received: 0.5 }], [])).toEqual(new Map())
})

test('usefulness needs three ratings, and the same rating from everybody says nothing of anybody', () => {
  const rated = ['a', 'b', 'c'].flatMap((reviewer) =>
    [0.4, 0.5, 0.7].map((given) => ({ reviewer, useful: 1, given, received: 0.5 })),
  )
  expect(reviewerWeights(rated, []).get('a')).toEqual({ weight: 1, usefulness: 1 })
  expect(reviewerWeights(rated.slice(0, 2), [])).toEqual(new Map())
})

test('a weighted mean is worth fewer marks than there are, and with equal weights all of them', () => {
  const equal = weightedMean([
    { mark: 1, weight: 1.25 },
    { mark: 3, weight: 1.25 },
  ])
  expect(equal.mean).toBeCloseTo(2, 12)
  expect(equal.size).toBeCloseTo(2, 12)
  expect(equal.squares).toBeCloseTo(2, 12)
  const uneven = weightedMean([
    { mark: 1, weight: 0.8 },
    { mark: 3, weight: 1.25 },
  ])
  expect(uneven.mean).toBeCloseTo((0.8 + 3.75) / 2.05, 12)
  expect(uneven.size).toBeCloseTo(2.05 ** 2 / (0.64 + 1.5625), 12)
})
