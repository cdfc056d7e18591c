import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Criterion,
  educatorWeight,
  levelAt,
  meanByCriterion,
  mixMarks,
  mostPoints,
  movePoints,
  shareOfPoints,
  sumResults,
} from './rubric.ts'

const criterion = (id: string, ...points: number[]): Criterion => ({
  id,
  title: id,
  levels: points.map((value) => ({ points: value, title: `${value}`, description: `worth ${value}` })),
  comment: 'optional',
})
const criteria = [criterion('question', 0, 2, 4), criterion('answer', 0, 3, 6)]

test('peers and educator are mixed by the educator’s share, criterion by criterion', () => {
  const results = mixMarks(criteria, {
    peers: [
      { question: 2, answer: 6 },
      { question: 4, answer: 3 },
    ],
    educator: { question: 4, answer: 0 },
    educatorShare: 0.5,
  })
  expect(results).toEqual([
    { criterion: 'question', points: 3.5, pointsMax: 4, weight: 1, peerShare: 0.5, educatorShare: 0.5 },
    { criterion: 'answer', points: 2.25, pointsMax: 6, weight: 1, peerShare: 0.5, educatorShare: 0.5 },
  ])
  expect(sumResults(results)).toEqual({ points: 5.75, pointsMax: 10, shares: { peers: 0.5, educators: 0.5 } })
})

test('where no peer marked, the educator decides alone, and the other way round', () => {
  const alone = mixMarks(criteria, { peers: [], educator: { question: 2, answer: 3 }, educatorShare: 0.25 })
  expect(sumResults(alone)).toEqual({ points: 5, pointsMax: 10, shares: { peers: 0, educators: 1 } })
  const peersOnly = mixMarks(criteria, { peers: [{ question: 2, answer: 3 }], educatorShare: 0.25 })
  expect(sumResults(peersOnly).shares).toEqual({ peers: 1, educators: 0 })
})

test('an educator has the stated weight, and stands in for peers who did not come', () => {
  expect(educatorWeight(0.25, 2, 2)).toBe(0.25)
  expect(educatorWeight(0.25, 1, 2)).toBe(0.5)
  expect(educatorWeight(0.25, 0, 2)).toBe(1)
  expect(educatorWeight(0.25, 3, 2)).toBe(0.25)
  expect(educatorWeight(0, 0, 0)).toBe(1)
})

test('a piece that nobody marked has no result', () => {
  expect(() => mixMarks(criteria, { peers: [], educatorShare: 0.5 })).toThrow(RangeError)
})

test('a criterion that only some peers marked is the mean of those', () => {
  expect(meanByCriterion(criteria, [{ question: 4 }, { question: 2, answer: 3 }])).toEqual({
    question: 3,
    answer: 3,
  })
})

test('a mean between two levels has no level of its own', () => {
  expect(levelAt(criteria[0]!, 2)?.title).toBe('2')
  expect(levelAt(criteria[0]!, 3)).toBeUndefined()
})

test('one marker’s points are a share of the most', () => {
  expect(shareOfPoints(criteria, { question: 2, answer: 3 })).toBe(0.5)
})

test('whatever the marks, points stay in range, shares add up to one, and the order of peers changes nothing', () => {
  const marks = fc.record({ question: fc.constantFrom(0, 2, 4), answer: fc.constantFrom(0, 3, 6) })
  fc.assert(
    fc.property(
      fc.array(marks, { minLength: 1, maxLength: 7 }),
      fc.option(marks, { nil: undefined }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (peers, educator, educatorShare) => {
        const results = mixMarks(criteria, { peers, educator, educatorShare })
        const total = sumResults(results)
        for (const one of [...results, total]) {
          expect(one.points).toBeGreaterThanOrEqual(0)
          expect(one.points).toBeLessThanOrEqual(one.pointsMax)
        }
        expect(Math.abs(total.shares.peers + total.shares.educators - 1)).toBeLessThan(1e-9)
        const turned = sumResults(mixMarks(criteria, { peers: peers.toReversed(), educator, educatorShare }))
        expect(turned.points).toBeCloseTo(total.points, 9)
      },
    ),
  )
})

test('a criterion counts as much as its weight says', () => {
  const weighted = [{ ...criteria[0]!, weight: 3 }, criteria[1]!]
  expect(mostPoints(weighted)).toBe(18)
  expect(shareOfPoints(weighted, { question: 4, answer: 0 })).toBeCloseTo(12 / 18, 12)
  const results = mixMarks(weighted, { peers: [{ question: 2, answer: 6 }], educatorShare: 0 })
  expect(sumResults(results)).toMatchObject({ points: 12, pointsMax: 18 })
})

test('points that are moved add up to what was asked, each within its own bounds, the nearer the more room there is', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.double({ min: 0, max: 1, noNaN: true }),
          fc.integer({ min: 1, max: 9 }),
          fc.integer({ min: 1, max: 4 }),
        ),
        {
          minLength: 1,
          maxLength: 6,
        },
      ),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (rows, share) => {
        const results = rows.map(([part, pointsMax, weight], index) => ({
          criterion: `${index}`,
          points: part * pointsMax,
          pointsMax,
          weight,
          peerShare: 1,
          educatorShare: 0,
        }))
        const moved = movePoints(results, share)
        const total = sumResults(moved)
        expect(total.points / total.pointsMax).toBeCloseTo(share, 9)
        for (const one of moved) {
          expect(one.points).toBeGreaterThanOrEqual(0)
          expect(one.points).toBeLessThanOrEqual(one.pointsMax)
        }
      },
    ),
  )
})
