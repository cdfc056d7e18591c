import { describe, expect, test } from 'vitest'
import { seededRandom } from '../random.ts'
import { type Audit, auditFindings, exceedsTolerance, onEducatorsScale } from './audits.ts'
import { estimateMarks } from './estimate.ts'
import { markTable } from './mark-table.ts'
import { graderEstimates, markGivenGraders, nextStep } from './one-mark.ts'
import type { Prior } from './prior.ts'
import { simulatedMarks } from './simulated-marks.ts'

const drawn = (peers: number, educator: number, probability: number | null = 0.1, blind = true): Audit => ({
  peers,
  educator,
  blind,
  probability,
})

describe('shared leniency', () => {
  test('is the mean difference where all are equally likely to be audited, with Student’s interval', () => {
    const findings = auditFindings([drawn(7, 6), drawn(5, 5), drawn(8, 5)])
    expect(findings.n).toBe(3)
    // Mean 4/3, standard deviation 1.527525, t(2 df, 97.5 %) = 4.302653.
    const half = (4.302653 * 1.527525) / Math.sqrt(3)
    expect(findings.leniency).toEqual({
      value: expect.closeTo(4 / 3, 10),
      lower: expect.closeTo(4 / 3 - half, 4),
      upper: expect.closeTo(4 / 3 + half, 4),
    })
  })

  test('weighs a piece that was drawn half as often twice as much', () => {
    const findings = auditFindings([drawn(2, 0, 1), drawn(6, 0, 0.5), drawn(6, 0, 0.5)])
    expect(findings.leniency).toMatchObject({ value: (2 + 2 * 6 + 2 * 6) / 5 })
  })

  test('leaves out what was not blind and what doubt, not chance, brought to an educator', () => {
    const honest = [drawn(7, 6), drawn(5, 5), drawn(8, 5)]
    const findings = auditFindings([...honest, drawn(9, 9, 0.1, false), drawn(10, 0, null)])
    expect(findings).toEqual({ ...auditFindings(honest), leftOut: 2 })
  })

  test('says why where there is nothing to tell', () => {
    expect(auditFindings([]).leniency).toEqual({ undefined: expect.stringContaining('no blind audit') })
    expect(auditFindings([drawn(3, 3)]).leniency).toEqual({ undefined: 'one audit shows no spread' })
    expect(auditFindings([drawn(3, 3), drawn(3, 3)]).pearson).toEqual({
      undefined: expect.stringContaining('one mark to all'),
    })
  })

  test('refuses an audit that could not have been drawn', () => {
    expect(() => auditFindings([drawn(1, 1, 0)])).toThrow(RangeError)
    expect(() => auditFindings([drawn(1, 1, 1.5)])).toThrow(RangeError)
  })

  test('is found, and its interval holds as often as it says, under unequal chances of being drawn', () => {
    const random = seededRandom('audits')
    const rounds = 400
    let held = 0
    let sum = 0
    for (let round = 0; round < rounds; round++) {
      // Better pieces are audited more often and marked more leniently: unweighted, leniency would come out too high.
      const audits: Audit[] = []
      let truth = 0
      for (let piece = 0; piece < 400; piece++) {
        const quality = random.uniform()
        const difference = quality + random.normal(0, 1)
        truth += difference / 400
        const probability = 0.1 + 0.4 * quality
        if (random.bernoulli(probability)) audits.push(drawn(difference, 0, probability))
      }
      const { leniency } = auditFindings(audits, 0.9)
      if (!('value' in leniency)) throw new Error('there were audits')
      sum += leniency.value - truth
      if (leniency.lower <= truth && truth <= leniency.upper) held++
    }
    expect(Math.abs(sum / rounds)).toBeLessThan(0.02)
    expect(held / rounds).toBeGreaterThan(0.87)
  })
})

describe('the educators’ scale', () => {
  test('wins where leniency lies beyond the tolerance and not by chance', () => {
    const findings = auditFindings([drawn(8, 6), drawn(7, 5.2), drawn(9, 6.9), drawn(5, 3)])
    expect(exceedsTolerance(findings, 1)).toBe(true)
    expect(exceedsTolerance(findings, 2.5)).toBe(false)
    const byChance = auditFindings([drawn(9, 1), drawn(2, 6), drawn(8, 5)])
    expect(exceedsTolerance(byChance, 1)).toBe(false)
    expect(exceedsTolerance(auditFindings([]), 0)).toBe(false)
  })

  test('moves a mark by the leniency, within the scale', () => {
    expect(onEducatorsScale(8, 1.5, { lowest: 0, highest: 10 })).toBe(6.5)
    expect(onEducatorsScale(1, 1.5, { lowest: 0, highest: 10 })).toBe(0)
  })
})

describe('one new mark', () => {
  const prior: Prior = { mu: 50, gamma0: 0.01, eta0: 0.04, alpha0: 2, beta0: 100 }

  test('of nobody is what is believed of all', () => {
    expect(markGivenGraders([], prior)).toMatchObject({ n: 0, mark: 50 })
  })

  test('pulls less when its grader is less precise, and has the leniency taken off', () => {
    const by = (precision: number, bias = 0) =>
      markGivenGraders([{ mark: 70, grader: { bias, biasVariance: 1, precision } }], prior)
    expect(by(0.1).mark).toBeGreaterThan(by(0.01).mark)
    expect(by(0.1, 5).mark).toBeLessThan(by(0.1).mark)
    expect(by(0.1).upper - by(0.1).lower).toBeLessThan(by(0.01).upper - by(0.01).lower)
  })

  test('comes close to what sampling everything again would say', () => {
    const { marks } = simulatedMarks(seededRandom('online'), { submissions: 200, graders: 100 })
    const before = markTable(marks.slice(0, -1))
    const run = estimateMarks(before, { method: 'pg1', random: seededRandom(1) })
    const graders = graderEstimates(before, run)
    const last = marks.at(-1)!
    const own = marks.filter((one) => one.submission === last.submission)
    const quick = markGivenGraders(
      own.map(({ mark, grader }) => ({ mark, grader: graders.get(grader) })),
      run.prior!,
    )
    const after = markTable(marks)
    const whole = estimateMarks(after, { method: 'pg1', random: seededRandom(2) })
    const at = after.submissions.indexOf(last.submission)
    const width = whole.marks.upper[at]! - whole.marks.lower[at]!
    expect(Math.abs(quick.mark - whole.marks.value[at]!)).toBeLessThan(0.25 * width)
    expect((quick.upper - quick.lower) / width).toBeGreaterThan(0.7)
    expect((quick.upper - quick.lower) / width).toBeLessThan(1.4)
  })

  test('a wide interval asks for one more reviewer, and then for an educator', () => {
    const rules = { peersWanted: 2, widthMax: 4 }
    const estimate = (n: number, width: number) => ({
      n,
      mark: 5,
      lower: 5 - width / 2,
      upper: 5 + width / 2,
    })
    expect(nextStep(estimate(1, 1), rules)).toBe('wait')
    expect(nextStep(estimate(2, 4), rules)).toBe('decide')
    expect(nextStep(estimate(2, 5), rules)).toBe('one-more-reviewer')
    expect(nextStep(estimate(3, 5), rules)).toBe('educator')
    expect(nextStep(estimate(3, 3), rules)).toBe('decide')
  })
})
