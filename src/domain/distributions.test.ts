import { describe, expect, test } from 'vitest'
import {
  binomialDistribution,
  binomialQuantile,
  chiSquareSurvival,
  logGamma,
  normalCritical,
  normalQuantile,
  studentDistribution,
  studentQuantile,
} from './distributions.ts'

const relative = (actual: number, expected: number) => Math.abs(actual / expected - 1)

// Reference values: SciPy 1.x (Boost and Cephes), an implementation that shares nothing with ours.
describe('distributions agree with an independent implementation to twelve digits', () => {
  test('the normal quantile, from the centre to the far tail', () => {
    expect(normalQuantile(0.5)).toBe(0)
    for (const [probability, expected] of [
      [0.975, 1.959963984540054],
      [0.6, 0.2533471031357997],
      [0.999999, 4.753424308817087],
      [1e-5, -4.264890793922825],
      [1e-20, -9.262340089798409],
      [1e-300, -37.0470962993612],
    ] as const) {
      expect(relative(normalQuantile(probability), expected), `at ${probability}`).toBeLessThan(1e-12)
    }
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY)
    expect(normalCritical(0.95)).toBe(normalQuantile(0.975))
    expect(() => normalQuantile(1.5)).toThrow(RangeError)
  })

  test('the chi-square tail, also where it is 1e-37', () => {
    for (const [x, df, expected] of [
      [3.841, 1, 0.050013683763956804],
      [27.9, 1, 1.2774976739809023e-7],
      [117, 1, 2.8706760140807912e-27],
      [10, 5, 0.07523524614651217],
      [0.5, 3, 0.9188914116546758],
      [200, 10, 1.6139305336977317e-37],
      [1e-3, 2, 0.9995001249791693],
    ] as const) {
      expect(relative(chiSquareSurvival(x, df), expected), `${x} on ${df}`).toBeLessThan(1e-12)
    }
    expect(chiSquareSurvival(0, 3)).toBe(1)
    expect(chiSquareSurvival(-1, 3)).toBe(1)
  })

  test('the binomial distribution, also for a million trials', () => {
    for (const [k, n, probability, expected] of [
      [3, 10, 0.5, 0.171875],
      [0, 5, 0.5, 0.03125],
      [12, 40, 0.25, 0.8208657576539586],
      [499_000, 1_000_000, 0.5, 0.0228041499326948],
    ] as const) {
      expect(relative(binomialDistribution(k, n, probability), expected), `${k} of ${n}`).toBeLessThan(1e-8)
    }
    expect(binomialDistribution(-1, 5, 0.3)).toBe(0)
    expect(binomialDistribution(5, 5, 0.3)).toBe(1)
    expect(binomialQuantile(0.171875 - 1e-12, 10, 0.5)).toBe(3)
    expect(binomialQuantile(0.171875 + 1e-9, 10, 0.5)).toBe(4)
  })

  test("Student's t in both directions", () => {
    for (const [probability, df, expected] of [
      [0.975, 1, 12.706204736174694],
      [0.975, 2, 4.302652729749462],
      [0.975, 10, 2.228138851986274],
      [0.995, 30, 2.7499956535672254],
      [0.975, 1000, 1.9623390808264083],
      [0.6, 3, 0.2766706623326898],
    ] as const) {
      expect(relative(studentQuantile(probability, df), expected), `${probability} on ${df}`).toBeLessThan(
        1e-11,
      )
      expect(studentDistribution(expected, df)).toBeCloseTo(probability, 12)
      expect(studentQuantile(1 - probability, df)).toBeCloseTo(-expected, 9)
    }
    expect(studentQuantile(0.5, 4)).toBe(0)
  })

  test('the logarithm of the gamma function', () => {
    for (const [x, expected] of [
      [0.001, 6.907178885383853],
      [0.5, 0.5723649429247],
      [1.5, -0.12078223763524526],
      [10, 12.801827480081469],
      [1000, 5905.220423209181],
      [1e6, 12815504.569147611],
    ] as const) {
      expect(relative(logGamma(x), expected), `at ${x}`).toBeLessThan(1e-12)
    }
    expect(logGamma(1)).toBeCloseTo(0, 14)
  })
})
