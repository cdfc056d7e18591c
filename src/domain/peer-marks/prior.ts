import { countOf, type MarkTable } from './mark-table.ts'
import type { Known } from './unknown.ts'
import { oneWay, varianceComponents } from './variance-components.ts'

/**
 * What is believed before a mark is seen, in the terms of model PG1 (Piech et al. 2013, Tuned Models of Peer
 * Assessment in MOOCs): true marks s ~ N(mu, 1/gamma0), leniency b ~ N(0, 1/eta0), a grader's precision
 * τ ~ Gamma(alpha0, rate beta0). Units: those of the marks.
 */
export interface Prior {
  mu: number
  gamma0: number
  eta0: number
  alpha0: number
  beta0: number
}

export const priorNames = ['mu', 'gamma0', 'eta0', 'alpha0', 'beta0'] as const satisfies (keyof Prior)[]

export interface PriorOfData {
  prior: Prior
  /** What the data could not tell, in sentences. */
  notes: string[]
  /** False where each grader has one mark: leniency is then part of chance. */
  tellsLeniency: boolean
  /** σ² of the variance components. */
  residual: number
}

/**
 * The prior that the data give: variance components (`varianceComponents`) as 1/gamma0, 1/eta0 and σ², alpha0 = 2,
 * beta0 = alpha0·σ², mu the mean of the submissions' means. A component that comes out at or below nothing is set to a
 * small share of the variance of all marks, and the others are estimated again without it.
 */
export function priorOfData(table: MarkTable): Known<PriorOfData> {
  const why = whyNoPrior(table)
  if (why) return { undefined: why }
  const { components, tellsLeniency } = componentsOf(table)
  const total = variance(table.mark)
  const notes: string[] = []
  if (!tellsLeniency)
    notes.push('No grader has two marks, so that leniency can’t be told from chance: it is taken as none.')
  else if (components.graders <= 0)
    notes.push('Graders differ in leniency no more than chance would have it: it is taken as next to none.')
  if (components.submissions <= 0)
    notes.push(
      'The marks of one submission differ as much as those of different ones: the true marks are taken as almost equal.',
    )
  const residual = Math.max(components.residual, 1e-4 * total)
  return {
    prior: {
      mu: meanOfMeans(table),
      gamma0: 1 / Math.max(components.submissions, 1e-3 * total),
      eta0: 1 / Math.max(components.graders, 1e-6 * total),
      alpha0: 2,
      beta0: 2 * residual,
    },
    notes,
    tellsLeniency,
    residual,
  }
}

/** Mean over the submissions of the mean of their marks. */
export function meanOfMeans(table: MarkTable): number {
  let sum = 0
  const count = table.submissions.length
  for (let place = 0; place < count; place++) sum += meanOf(table, place)
  return sum / count
}

/** Mean of a submission's marks. */
export function meanOf({ mark, bySubmission: { starts, rows } }: MarkTable, place: number): number {
  const from = starts[place] as number
  const to = starts[place + 1] as number
  let sum = 0
  for (let k = from; k < to; k++) sum += mark[rows[k] as number] as number
  return sum / (to - from)
}

/** Variance of all marks about their mean, divisor n. */
export function variance(mark: Float64Array): number {
  let sum = 0
  for (const z of mark) sum += z
  const mean = sum / mark.length
  let squares = 0
  for (const z of mark) squares += (z - mean) ** 2
  return squares / mark.length
}

/** True where no two marks differ by more than rounding (or than squares can tell). */
export function isConstant(mark: Float64Array): boolean {
  let lowest = Number.POSITIVE_INFINITY
  let highest = Number.NEGATIVE_INFINITY
  for (const z of mark) {
    if (z < lowest) lowest = z
    if (z > highest) highest = z
  }
  const size = Math.max(Math.abs(lowest), Math.abs(highest))
  return mark.length === 0 || highest - lowest <= Math.max(1e-12 * size, 1e-100)
}

function whyNoPrior(table: MarkTable): string | undefined {
  const { submissions, bySubmission, mark } = table
  if (mark.length === 0) return 'there are no marks'
  if (isConstant(mark)) return 'all marks are the same'
  if (submissions.length < 2)
    return 'there is only one submission, so that nothing shows how submissions differ'
  if (!submissions.some((_, place) => countOf(bySubmission, place) > 1))
    return 'no submission has two marks, so that nothing shows how graders differ'
  return undefined
}

function componentsOf(table: MarkTable) {
  const tellsLeniency = table.graders.some((_, place) => countOf(table.byGrader, place) > 1)
  const crossed = tellsLeniency ? varianceComponents(table) : undefined
  if (crossed && crossed.graders > 0 && crossed.submissions > 0) return { components: crossed, tellsLeniency }
  if (crossed && crossed.submissions <= 0 && crossed.graders > 0) {
    const graders = oneWay(table, 'grader')
    if (graders)
      return {
        components: { submissions: 0, graders: graders.between, residual: graders.within },
        tellsLeniency,
      }
  }
  // With one grader at most a piece would have one mark: so there is a one-way analysis.
  const submissions = oneWay(table) as NonNullable<ReturnType<typeof oneWay>>
  return {
    components: { submissions: submissions.between, graders: 0, residual: submissions.within },
    tellsLeniency: tellsLeniency && crossed !== undefined,
  }
}
