import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Random, seededRandom } from '../random.ts'
import { gradersExactMax } from './blup.ts'
import { estimateMarks } from './estimate.ts'
import { type Estimates, methods } from './estimates.ts'
import { type GivenMark, markTable } from './mark-table.ts'
import { gibbs } from './pg1.ts'
import { type PriorOfData, priorOfData } from './prior.ts'
import { simulatedMarks } from './simulated-marks.ts'

const random = () => seededRandom('marks')
const some = (count = 30) =>
  simulatedMarks(seededRandom('some'), { submissions: count, graders: count }).marks

/** Marks and bounds by name, so that tables of different order can be compared. */
function byName({ submissions }: { submissions: string[] }, { marks }: Estimates) {
  return new Map(
    submissions.map((name, k) => [name, [marks.value[k]!, marks.lower[k]!, marks.upper[k]!] as const]),
  )
}

test('the simulation of PG1 comes out as its reference says, on average over 20 seeds', () => {
  const sums = { mean: 0, pg1: 0, held: 0 }
  const seeds = 20
  for (let seed = 1; seed <= seeds; seed++) {
    const { marks, truth } = simulatedMarks(seededRandom(`reference ${seed}`))
    const table = markTable(marks)
    for (const method of ['mean', 'pg1'] as const) {
      const estimates = byName(table, estimateMarks(table, { method, random: seededRandom(seed) }))
      let squares = 0
      for (const [name, [mark, lower, upper]] of estimates) {
        const s = truth.get(name)!
        squares += (mark - s) ** 2
        if (method === 'pg1' && lower <= s && s <= upper) sums.held += 1 / truth.size
      }
      sums[method] += Math.sqrt(squares / truth.size)
    }
  }
  expect(Math.abs(sums.mean / seeds - 4.47)).toBeLessThan(0.15)
  expect(Math.abs(sums.pg1 / seeds - 3.59)).toBeLessThan(0.15)
  expect(sums.held / seeds).toBeGreaterThan(0.88)
  expect(sums.held / seeds).toBeLessThan(0.92)
})

test('intervals hold as often where pieces have one to eight marks and some graders give most of them', () => {
  let held = 0
  let pieces = 0
  for (let seed = 1; seed <= 20; seed++) {
    const { marks, truth } = unbalancedMarks(seededRandom(`unbalanced ${seed}`))
    const table = markTable(marks)
    const estimates = estimateMarks(table, { method: 'pg1', random: seededRandom(seed), sweeps: 400 })
    for (const [name, [, lower, upper]] of byName(table, estimates)) {
      pieces++
      if (lower <= truth.get(name)! && truth.get(name)! <= upper) held++
    }
  }
  expect(held / pieces).toBeGreaterThan(0.88)
  expect(held / pieces).toBeLessThan(0.92)
})

/** The reference simulation with most pieces marked by few and some by eight, the k-th grader k times as rarely. */
function unbalancedMarks(draws: Random) {
  const graders = Array.from({ length: 300 }, (_, k) => ({
    name: `g${k}`,
    bias: draws.normal(0, 5),
    noise: 1 / Math.sqrt(draws.gamma(3, 108)),
    share: 1 / (k + 1),
  }))
  const marks: GivenMark[] = []
  const truth = new Map<string, number>()
  for (let i = 0; i < 300; i++) {
    const s = draws.normal(50, 10)
    truth.set(`s${i}`, s)
    const byChance = graders
      .map((grader) => ({ grader, at: draws.exponential(grader.share) }))
      .sort((a, b) => a.at - b.at)
    for (const { grader } of byChance.slice(0, Math.min(8, 1 + Math.floor(draws.exponential(1)))))
      marks.push({
        submission: `s${i}`,
        grader: grader.name,
        mark: s + draws.normal(grader.bias, grader.noise),
      })
  }
  return { marks, truth }
}

test('a grader whose precision is said beforehand counts for more, and equal factors of 1 change nothing', () => {
  const { marks } = simulatedMarks(seededRandom('told'), { submissions: 40, graders: 40 })
  const table = markTable(marks)
  const run = (weights?: ReadonlyMap<string, number>) =>
    estimateMarks(table, { method: 'pg1', random: random(), sweeps: 300, ...(weights ? { weights } : {}) })
  const place = 0
  const name = table.graders[place]!
  expect(run(new Map([[name, 1.25]])).precision![place]).toBeGreaterThan(run().precision![place]!)
  expect(run(new Map(table.graders.map((one) => [one, 1]))).marks).toEqual(run().marks)
})

describe('whatever the marks', () => {
  const name = (from: string) => fc.constantFrom(...from)
  const given = fc.array(
    fc.record({
      submission: name('abcdef'),
      grader: name('uvwxyz'),
      mark: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ min: 0, max: 5, noNaN: true })),
    }),
    { minLength: 1, maxLength: 40 },
  )

  test.each(methods)('%s stays within the declared scale, and its bounds enclose it', (method) => {
    fc.assert(
      fc.property(given, (marks) => {
        const table = markTable(marks)
        const { value, lower, upper } = estimateMarks(table, {
          method,
          random: random(),
          sweeps: 20,
          burnIn: 5,
          scale: { lowest: 0, highest: 5 },
        }).marks
        value.forEach((mark, k) => {
          expect(mark).toBeGreaterThanOrEqual(0)
          expect(mark).toBeLessThanOrEqual(5)
          if (Number.isNaN(lower[k])) return
          expect(lower[k]).toBeLessThanOrEqual(mark + 1e-9)
          expect(upper[k]).toBeGreaterThanOrEqual(mark - 1e-9)
          expect(lower[k]).toBeGreaterThanOrEqual(0)
          expect(upper[k]).toBeLessThanOrEqual(5)
        })
      }),
    )
  })

  test.each(methods)(
    '%s gives a number for every submission, and says why where it gives no interval',
    (method) => {
      fc.assert(
        fc.property(given, (marks) => {
          const table = markTable(marks)
          const estimates = estimateMarks(table, { method, random: random(), sweeps: 20, burnIn: 5 })
          expect(estimates.marks.value.every(Number.isFinite)).toBe(true)
          if (!estimates.marks.lower.every(Number.isFinite)) expect(estimates.why.marks).not.toBe('')
          if (!estimates.bias.value.every(Number.isFinite)) expect(estimates.why.bias).not.toBe('')
          expect(estimates.precision?.every((one) => one > 0) ?? true).toBe(true)
        }),
      )
    },
  )

  test.each(methods)('%s does not depend on names', (method) => {
    const marks = some()
    const renamed = marks.map((one) => ({
      ...one,
      submission: `${Number(one.submission.slice(1)) * 7919} work`,
      grader: `z${99 - Number(one.grader.slice(1))}`,
    }))
    const [a, b] = [marks, renamed].map((rows) => {
      const table = markTable(rows)
      return byName(table, estimateMarks(table, { method, random: random(), sweeps: 50 }))
    })
    for (const one of marks)
      expect(b!.get(`${Number(one.submission.slice(1)) * 7919} work`)).toEqual(a!.get(one.submission))
  })

  test.each(methods)('%s does not depend on the order of the rows', (method) => {
    const marks = some()
    const [a, b] = [marks, seededRandom(5).shuffle(marks)].map((rows) => {
      const table = markTable(rows)
      return byName(table, estimateMarks(table, { method, random: random(), sweeps: 50 }))
    })
    expect(b).toEqual(new Map([...b!.keys()].map((key) => [key, a!.get(key)])))
  })
})

describe('marks that tell little', () => {
  const rows = (...marks: [string, string, number][]): GivenMark[] =>
    marks.map(([submission, grader, mark]) => ({ submission, grader, mark }))
  const pg1 = (marks: GivenMark[]) => {
    const table = markTable(marks)
    return estimateMarks(table, { method: 'pg1', random: random() })
  }

  test('one grader: the marks as they are, and why there is no interval', () => {
    const estimates = pg1(rows(['a', 'g', 1], ['b', 'g', 2]))
    expect(estimates.method).toBe('mean')
    expect([...estimates.marks.value].sort()).toEqual([1, 2])
    expect(estimates.why.marks).toContain('no submission has two marks')
    expect(estimates.notes[0]).toContain('The mean is given instead')
  })

  test('one piece: its mean with the interval of its own marks', () => {
    const { marks, notes } = pg1(rows(['a', 'g', 1], ['a', 'h', 2], ['a', 'i', 6]))
    expect(marks.value[0]).toBe(3)
    // t(2 df, 95 %) = 2.919986, standard error √7 ÷ √3.
    expect(marks.upper[0]).toBeCloseTo(3 + 2.919986 * Math.sqrt(7 / 3), 5)
    expect(notes[0]).toContain('only one submission')
  })

  test('the same mark everywhere: that mark', () => {
    const { marks, notes } = pg1(rows(['a', 'g', 3], ['a', 'h', 3], ['b', 'g', 3], ['b', 'h', 3]))
    expect([...marks.value, ...marks.lower, ...marks.upper]).toEqual([3, 3, 3, 3, 3, 3])
    expect(notes.join(' ')).toContain('all marks are the same')
  })

  test('graders with one mark each: marks with intervals, and no leniency', () => {
    const estimates = pg1(rows(['a', 'g', 1], ['a', 'h', 2], ['b', 'i', 6], ['b', 'j', 8]))
    expect(estimates.method).toBe('pg1')
    expect(estimates.marks.upper.every(Number.isFinite)).toBe(true)
    expect(estimates.bias.value.every(Number.isNaN)).toBe(true)
    expect(estimates.why.bias).toContain('each grader has one mark')
  })

  test('the same grader twice counts once, with the mean', () => {
    const { marks } = pg1(rows(['a', 'g', 1], ['a', 'g', 3], ['a', 'h', 6]))
    expect(marks.value[0]).toBe(4)
  })
})

describe('bias-only prediction', () => {
  test('solves the mixed model equations: worked by hand for two submissions and two graders', () => {
    // μ by generalised least squares is the mean of all; with variances 1, 1 and 1 the contrasts of the balanced
    // table shrink by σ²s ÷ (σ²s + σ²/2) = 2/3.
    const table = markTable([
      { submission: 'a', grader: 'g', mark: 1 },
      { submission: 'a', grader: 'h', mark: 3 },
      { submission: 'b', grader: 'g', mark: 5 },
      { submission: 'b', grader: 'h', mark: 9 },
    ])
    const estimates = estimateMarks(table, {
      method: 'blup',
      random: random(),
      prior: { mu: 0, gamma0: 1, eta0: 1, alpha0: 2, beta0: 2 },
    })
    const marks = byName(table, estimates)
    expect(marks.get('a')![0]).toBeCloseTo(4.5 - (2 / 3) * 2.5, 10)
    expect(marks.get('b')![0]).toBeCloseTo(4.5 + (2 / 3) * 2.5, 10)
    const bias = new Map(table.graders.map((name, k) => [name, estimates.bias.value[k]]))
    expect(bias.get('h')).toBeCloseTo((2 / 3) * 1.5, 10)
  })

  test('is what the sampler finds when it keeps one precision', () => {
    const { marks } = simulatedMarks(seededRandom(8), { submissions: 60, graders: 40 })
    const table = markTable(marks)
    const { prior } = priorOfData(table) as PriorOfData
    const exact = estimateMarks(table, { method: 'blup', random: random(), prior })
    const sampled = gibbs(table, prior, { random: random(), sweeps: 4000 }, { onePrecision: true })
    // The sampler takes μ as known; the exact solution estimates it from 60 submissions.
    exact.marks.value.forEach((mark, k) => {
      expect(sampled.marks.mean[k]! - mark).toBeLessThan(0.5)
      const sd = (exact.marks.upper[k]! - mark) / 1.6448536
      expect(Math.sqrt(sampled.marks.variance[k]!) / sd).toBeGreaterThan(0.9)
      expect(Math.sqrt(sampled.marks.variance[k]!) / sd).toBeLessThan(1.05)
    })
  })

  test('still answers where there are too many graders for the equations', () => {
    const { marks, truth } = simulatedMarks(seededRandom(9), {
      submissions: gradersExactMax + 50,
      graders: gradersExactMax + 50,
    })
    const table = markTable(marks)
    const estimates = byName(table, estimateMarks(table, { method: 'blup', random: random(), sweeps: 200 }))
    let squares = 0
    for (const [name, [mark]] of estimates) squares += (mark - truth.get(name)!) ** 2
    expect(Math.sqrt(squares / truth.size)).toBeLessThan(4.1)
  })
})
