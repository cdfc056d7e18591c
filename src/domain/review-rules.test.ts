import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { auditProbability, isDrawn } from './audit-draw.ts'
import { educatorsFrom, promisedBy } from './promise.ts'
import { seededRandom } from './random.ts'
import { isLowEffort, signsOfLowEffort } from './review-effort.ts'
import { distanceOf, reviewerRecord } from './reviewer-record.ts'
import type { Criterion } from './rubric.ts'
import { trainingLeft } from './training.ts'

const criterion = (id: string, most: number, weight?: number): Criterion => ({
  id,
  title: id,
  ...(weight === undefined ? {} : { weight }),
  levels: [0, most / 2, most].map((points) => ({ points, title: `${points}`, description: '' })),
  comment: 'optional',
})
const criteria = [criterion('clarity', 4), criterion('checks', 2)]

describe('audits', () => {
  const rule = { share: 0.1, piecesAYearMin: 10 }

  test('the first ten of a year are drawn with certainty, then one in ten by chance', () => {
    expect(auditProbability(rule, 0)).toBe(1)
    expect(auditProbability(rule, 9)).toBe(1)
    expect(auditProbability(rule, 10)).toBe(0.1)
    expect(auditProbability({ share: 0, piecesAYearMin: 0 }, 0)).toBeUndefined()
  })

  test('weighted by 1 ÷ their chance, the audited pieces stand for all of them', () => {
    const random = seededRandom('audits')
    let off = 0
    const runs = 300
    for (let run = 0; run < runs; run++) {
      let drawn = 0
      let weighted = 0
      let all = 0
      for (let piece = 0; piece < 200; piece++) {
        // Later pieces are worth more, so that drawing the first ten for sure would show if it were not weighted.
        const value = piece / 200
        all += value
        const probability = auditProbability(rule, drawn)!
        if (!isDrawn(probability, random.uniform())) continue
        drawn += 1
        weighted += value / probability
      }
      off += (weighted - all) / all
    }
    expect(Math.abs(off / runs)).toBeLessThan(0.04)
  })
})

describe('the promise', () => {
  test('educators come while there is time to keep it', () => {
    const handedInAt = new Date('2026-11-01T00:00:00Z')
    const promise = { handedInAt, promiseDays: 5 }
    expect(promisedBy(promise)).toEqual(new Date('2026-11-06T00:00:00Z'))
    const asked = educatorsFrom(promise)
    expect(asked > handedInAt && asked < promisedBy(promise)).toBe(true)
    // A promise shorter than a day of work asks them at once.
    expect(educatorsFrom({ handedInAt, promiseDays: 0.1 })).toEqual(handedInAt)
  })

  test('closed days bring educators in earlier, and move the promise only where nobody would be there', () => {
    const wednesday = new Date('2026-12-23T12:00:00Z')
    const promise = { handedInAt: wednesday, promiseDays: 7 }
    const closed = new Set(['2026-12-25', '2026-12-28', '2026-12-29', '2026-12-30'])
    expect(promisedBy({ ...promise, closed: new Set(['2026-12-25']) })).toEqual(promisedBy(promise))
    // Thursday is the last day of work before it ends.
    expect(educatorsFrom({ ...promise, closed })).toEqual(new Date('2026-12-24T09:00:00Z'))
    const fortnight = new Set(Array.from({ length: 16 }, (_, k) => `2026-12-${16 + k}`))
    // Until Friday 1 January at five: the first day of work after it.
    expect(promisedBy({ ...promise, closed: fortnight })).toEqual(new Date('2027-01-01T17:00:00Z'))
    expect(educatorsFrom({ ...promise, closed: fortnight })).toEqual(new Date('2027-01-01T09:00:00Z'))
  })

  test('a weekend alone moves no promise', () => {
    const friday = new Date('2026-11-27T18:00:00Z')
    expect(promisedBy({ handedInAt: friday, promiseDays: 1, closed: new Set(['2026-12-25']) })).toEqual(
      new Date('2026-11-28T18:00:00Z'),
    )
  })
})

describe('effort', () => {
  const long = ['The third row shows where the edge pulls in.', 'Say how many threads there are in each row.']
  const review = { seconds: 600, criteria: 2, comments: long, earlier: new Set<string>() }

  test('quick, brief or repeated alone is no proof; two of them are', () => {
    expect(isLowEffort(signsOfLowEffort(review))).toBe(false)
    expect(signsOfLowEffort({ ...review, seconds: 3 })).toEqual(['hasty'])
    expect(signsOfLowEffort({ ...review, comments: ['ok', 'good'] })).toEqual(['brief'])
    expect(signsOfLowEffort({ ...review, comments: [long[0]!, long[0]!.toUpperCase()] })).toEqual([
      'repeated',
    ])
    expect(isLowEffort(signsOfLowEffort({ ...review, seconds: 3, comments: ['ok', 'good'] }))).toBe(true)
  })

  test('words that stood in another review are told even where they differ from each other', () => {
    expect(signsOfLowEffort({ ...review, earlier: new Set(long) })).toEqual(['repeated'])
  })

  test('no comment where none is needed is not repeated', () => {
    expect(signsOfLowEffort({ ...review, comments: [] })).toEqual(['brief'])
  })
})

describe('how a marker stands to educators', () => {
  test('the distance is a share of the points, with the weights of the criteria', () => {
    const both = { own: { clarity: 4, checks: 2 }, educator: { clarity: 2, checks: 2 } }
    expect(distanceOf(criteria, both)).toBeCloseTo(2 / 6, 12)
    expect(distanceOf([criterion('clarity', 4, 3), criterion('checks', 2)], both)).toBeCloseTo(6 / 14, 12)
    expect(distanceOf(criteria, { own: both.own, educator: both.own })).toBe(0)
  })

  test('the distance lies between 0 and 1 and does not depend on who is who', () => {
    const points = fc.record({ clarity: fc.constantFrom(0, 2, 4), checks: fc.constantFrom(0, 1, 2) })
    fc.assert(
      fc.property(points, points, (own, educator) => {
        const distance = distanceOf(criteria, { own, educator })
        expect(distance).toBeGreaterThanOrEqual(0)
        expect(distance).toBeLessThanOrEqual(1)
        expect(distanceOf(criteria, { own: educator, educator: own })).toBe(distance)
      }),
    )
  })

  test('help is given from three pieces on, and names the criterion where the difference is largest', () => {
    const piece = { own: { clarity: 4, checks: 1 }, educator: { clarity: 2, checks: 1 } }
    expect(reviewerRecord(criteria, [piece, piece])).toBeUndefined()
    const record = reviewerRecord(criteria, [piece, piece, piece])
    expect(record).toMatchObject({ pieces: 3, most: { criterion: 'clarity', points: 2 } })
    expect(record?.bias).toBeCloseTo(2 / 6, 12)
    const same = { own: piece.own, educator: piece.own }
    expect(reviewerRecord(criteria, [same, same, same])).toEqual({ pieces: 3, bias: 0 })
  })
})

test('a marker trains at the start, and once more after a number of reviews', () => {
  const rule = { pieces: 2, againAfter: 12 }
  expect(trainingLeft({ close: 0, reviewsSince: 0 }, rule)).toBe(2)
  expect(trainingLeft({ close: 1, reviewsSince: 0 }, rule)).toBe(1)
  expect(trainingLeft({ close: 2, reviewsSince: 11 }, rule)).toBe(0)
  expect(trainingLeft({ close: 2, reviewsSince: 12 }, rule)).toBe(1)
})
