import type { Random } from '../random.ts'
import type { GivenMark } from './mark-table.ts'

export interface SimulatedMarks {
  marks: GivenMark[]
  /** The true mark of each submission. */
  truth: Map<string, number>
  /** The true leniency of each grader. */
  bias: Map<string, number>
}

/**
 * Marks as the model PG1 makes them: s ~ N(mean, sd), b ~ N(0, biasSd), τ ~ Gamma(shape, rate), each submission marked
 * by `each` different graders, and each grader marking about as many. Defaults are those of the reference simulation.
 */
export function simulatedMarks(
  random: Random,
  {
    submissions = 300,
    graders = 300,
    each = 4,
    mean = 50,
    sd = 10,
    biasSd = 5,
    shape = 3,
    rate = 108,
  }: Partial<
    Record<'submissions' | 'graders' | 'each' | 'mean' | 'sd' | 'biasSd' | 'shape' | 'rate', number>
  > = {},
): SimulatedMarks {
  const truth = Array.from({ length: submissions }, () => random.normal(mean, sd))
  const bias = Array.from({ length: graders }, () => random.normal(0, biasSd))
  const noise = Array.from({ length: graders }, () => 1 / Math.sqrt(random.gamma(shape, rate)))
  // Everybody sits in a ring in a new order: who sits next, second next … marks the submission.
  const ring = random.shuffle(Array.from({ length: graders }, (_, g) => g))
  const steps = random.shuffle(Array.from({ length: graders }, (_, k) => k)).slice(0, each)
  const marks: GivenMark[] = []
  truth.forEach((s, i) => {
    for (const step of steps) {
      const g = ring[(i + step) % graders] as number
      marks.push({
        submission: `s${i}`,
        grader: `g${g}`,
        mark: s + random.normal(bias[g], noise[g]),
      })
    }
  })
  return {
    marks,
    truth: new Map(truth.map((s, i) => [`s${i}`, s])),
    bias: new Map(bias.map((b, g) => [`g${g}`, b])),
  }
}
