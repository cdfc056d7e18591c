import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../random.ts'
import { type Agreement, agreementOf, linCcc, methodByData, type Paired } from './agreement.ts'
import { nearestLevel, quadraticWeightedKappa, weightedKappa } from './kappa.ts'
import { markTable } from './mark-table.ts'
import { kendall, midRanks, pearson, spearman } from './rank-correlation.ts'
import { reliabilityOf } from './reliability.ts'

const random = () => seededRandom('agreement')

function paired(mark: number[], truth: number[], mean = mark, half = 1): Paired {
  return {
    mark: Float64Array.from(mark),
    truth: Float64Array.from(truth),
    lower: Float64Array.from(mark, (x) => x - half),
    upper: Float64Array.from(mark, (x) => x + half),
    mean: Float64Array.from(mean),
  }
}

describe('worked examples', () => {
  // Peak expiratory flow of 17 people by two meters, first measurements (Bland & Altman 1986, table I).
  const large = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
  const mini = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]

  test('Bland and Altman 1986: mean difference −2.1, limits −79.7 and 75.5, correlation 0.94', () => {
    const agreement = agreementOf(paired(large, mini), { random: random(), samples: 50 })
    expect(agreement.bias).toBeCloseTo(-2.1, 1)
    // The paper takes 2 standard deviations of 38.8; here it is 1.96.
    const [lower, upper] = agreement.limits_of_agreement as [number, number]
    expect((upper - lower) / 2 / 1.96).toBeCloseTo(38.8, 1)
    expect(-2.1 - 2 * 38.8).toBeCloseTo(-79.7, 1)
    expect(agreement.pearson).toBeCloseTo(0.943, 3)
  })

  test('Lin 1989 on the same people: 0.943, as Steichen and Cox print (Stata Technical Bulletin 43)', () => {
    expect(linCcc(large, mini)).toBeCloseTo(0.943, 3)
  })

  test('Shrout and Fleiss 1979, table 2: ICC(1,1) 0.17, ICC(2,1) 0.29, ICC(2,4) 0.62', () => {
    const judges = [
      [9, 2, 5, 8],
      [6, 1, 3, 2],
      [8, 4, 6, 8],
      [7, 1, 2, 6],
      [10, 5, 6, 9],
      [6, 2, 4, 7],
    ]
    const table = markTable(
      judges.flatMap((row, target) =>
        row.map((mark, judge) => ({ submission: `target ${target}`, grader: `judge ${judge}`, mark })),
      ),
    )
    const { icc_1, icc_2_1, icc_2_k, k, variance_components } = reliabilityOf(table, {
      random: random(),
      samples: 0,
    })
    expect(k).toBe(4)
    // By the mean squares of their table 3: 11.24 between targets, 32.49 between judges, 1.02 left.
    expect(icc_1).toBeCloseTo(0.1657, 4)
    expect(icc_2_1).toBeCloseTo(0.2898, 4)
    expect(icc_2_k).toBeCloseTo(0.6201, 4)
    expect(variance_components).toMatchObject({ residual: expect.closeTo(1.0194, 4) })
  })

  test('Cohen 1968, table 1: weighted kappa 0.348 with his weights of disagreement', () => {
    const shares = [
      [0.44, 0.07, 0.09],
      [0.05, 0.2, 0.05],
      [0.01, 0.03, 0.06],
    ]
    const weights = [
      [0, 1, 3],
      [1, 0, 6],
      [3, 6, 0],
    ]
    expect(weightedKappa(shares, (row, column) => weights[row]![column]!)).toBeCloseTo(0.348, 3)
    // With equal weights it is Cohen's kappa of 1960.
    expect(weightedKappa(shares, (row, column) => Number(row !== column))).toBeCloseTo(0.492, 3)
  })

  test('Kendall 1945: two rankings of ten with ties, τ-b 0.859', () => {
    const a = [1, 2.5, 2.5, 4.5, 4.5, 6.5, 6.5, 8, 9.5, 9.5]
    const b = [1, 2, 4.5, 4.5, 4.5, 4.5, 8, 8, 8, 10]
    expect(kendall(a, b)).toBeCloseTo(0.859, 3)
  })

  test('Spearman by the formula of his paper where there are no ties', () => {
    const a = [106, 86, 100, 101, 99, 103, 97, 113, 112, 110]
    const b = [7, 0, 27, 50, 28, 29, 20, 12, 6, 17]
    // 1 − 6·194 ÷ (10·99).
    expect(spearman(a, b)).toBeCloseTo(1 - (6 * 194) / 990, 12)
  })
})

describe('properties', () => {
  const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })), {
    minLength: 2,
    maxLength: 40,
  })

  test('quadratic weighted kappa on equally spaced levels is Lin’s concordance (Fleiss and Cohen 1973)', () => {
    fc.assert(
      fc.property(pairs, (values) => {
        const [x, y] = [values.map(([a]) => a), values.map(([, b]) => b)]
        const kappa = quadraticWeightedKappa(x, y, 6)
        const ccc = linCcc(x, y)
        // Where everybody gives one mark each has its own reason to be undefined.
        if (Number.isNaN(kappa) || Number.isNaN(ccc)) return
        expect(kappa).toBeCloseTo(ccc, 10)
      }),
    )
  })

  test('Kendall’s fast count is that of all pairs', () => {
    fc.assert(
      fc.property(pairs, (values) => {
        let [agree, tiesX, tiesY, all] = [0, 0, 0, 0]
        values.forEach(([ax, ay], i) => {
          for (const [bx, by] of values.slice(i + 1)) {
            all++
            agree += Math.sign(ax - bx) * Math.sign(ay - by)
            tiesX += Number(ax === bx)
            tiesY += Number(ay === by)
          }
        })
        const slow = agree / Math.sqrt((all - tiesX) * (all - tiesY))
        const fast = kendall(
          values.map(([a]) => a),
          values.map(([, b]) => b),
        )
        if (Number.isFinite(slow)) expect(fast).toBeCloseTo(slow, 10)
        else expect(fast).toBeNaN()
      }),
    )
  })

  test('marks that agree with themselves agree wholly', () => {
    const x = [1, 4, 2, 2, 5]
    expect([pearson(x, x), spearman(x, x), kendall(x, x), linCcc(x, x)]).toEqual([1, 1, 1, 1])
    expect([...midRanks(x)]).toEqual([1, 4, 2.5, 2.5, 5])
  })

  test('what can’t be computed says why, and nothing is NaN', () => {
    const numbers = fc.oneof(fc.constant(3), fc.integer({ min: 0, max: 5 }))
    fc.assert(
      fc.property(fc.array(fc.tuple(numbers, numbers), { maxLength: 8 }), (values) => {
        const agreement = agreementOf(
          paired(
            values.map(([a]) => a),
            values.map(([, b]) => b),
          ),
          { random: random(), samples: 20, levels: [0, 1, 2, 3, 4, 5] },
        )
        const text = JSON.stringify(agreement, (_, value) => {
          if (typeof value === 'number') expect(value).not.toBeNaN()
          return value as unknown
        })
        expect(text).not.toContain('null')
      }),
    )
  })
})

describe('whether the model beats the mean', () => {
  const truth = Array.from({ length: 200 }, (_, k) => (k * 37) % 100)
  const off = (size: number, seed: number) => {
    const noise = seededRandom(seed)
    return truth.map((x) => x + noise.normal(0, size))
  }
  const claim = (agreement: Agreement) =>
    'claim' in agreement.gain_over_mean ? agreement.gain_over_mean.claim : undefined

  test('is claimed only where the interval of the gain leaves out nothing', () => {
    const better = agreementOf(paired(off(3, 1), truth, off(6, 2)), { random: random(), samples: 300 })
    expect(claim(better)).toBe('better')
    expect(methodByData(better, 'pg1')).toBe('pg1')
    const worse = agreementOf(paired(off(6, 1), truth, off(3, 2)), { random: random(), samples: 300 })
    expect(claim(worse)).toBe('worse')
    expect(methodByData(worse, 'pg1')).toBe('mean')
    const same = agreementOf(paired(off(5, 1), truth, off(5, 2)), { random: random(), samples: 300 })
    expect(claim(same)).toBe('no difference shown')
    expect(methodByData(same, 'pg1')).toBe('mean')
  })

  test('can’t be told from one submission', () => {
    const one = agreementOf(paired([1], [2]), { random: random() })
    expect(one.gain_over_mean).toEqual({ undefined: expect.stringContaining('fewer than two') })
    expect(methodByData(one, 'pg1')).toBe('mean')
  })
})

describe('weighted kappa', () => {
  test('is there only on declared levels', () => {
    const without = agreementOf(paired([1, 2, 3], [1, 3, 3]), { random: random(), samples: 20 })
    expect(without.quadratic_weighted_kappa).toEqual({ undefined: 'no levels are declared' })
    const between = agreementOf(paired([1, 2, 3], [1, 2.5, 3]), {
      random: random(),
      samples: 20,
      levels: [1, 2, 3],
    })
    expect(between.quadratic_weighted_kappa).toEqual({
      undefined: '1 of 3 educators’ marks are no declared level',
    })
  })

  test('takes a mark between two levels as the nearer one', () => {
    expect([0.4, 0.5, 2.6, 9].map((mark) => nearestLevel([0, 1, 2, 5], mark))).toEqual([0, 1, 2, 3])
  })
})

test('negative agreement of peers stays negative, and is not called undefined', () => {
  const table = markTable(
    [
      ['a', 'g', 1],
      ['a', 'h', 9],
      ['b', 'g', 9],
      ['b', 'h', 1],
      ['c', 'g', 4],
      ['c', 'i', 6],
    ].map(([submission, grader, mark]) => ({
      submission: String(submission),
      grader: String(grader),
      mark: Number(mark),
    })),
  )
  const { icc_1 } = reliabilityOf(table, { random: random(), samples: 0 })
  expect(icc_1).toBeLessThan(0)
})
