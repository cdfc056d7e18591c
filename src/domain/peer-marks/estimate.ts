import type { Random } from '../random.ts'
import { blup } from './blup.ts'
import { type Estimates, type Method, type Scale, within } from './estimates.ts'
import type { MarkTable } from './mark-table.ts'
import { pg1 } from './pg1.ts'
import { type Prior, type PriorOfData, priorNames, priorOfData } from './prior.ts'
import { meanMarks, medianMarks } from './simple-marks.ts'
import { isKnown } from './unknown.ts'

export interface EstimateOptions {
  method: Method
  /** Probability that an interval holds the true mark; 0.9 unless said. */
  level?: number
  random: Random
  sweeps?: number
  burnIn?: number
  /** Overrides what the data say, part by part. */
  prior?: Partial<Prior>
  /** What is known of graders' precision from elsewhere, as a factor by name; only pg1 reads it. */
  weights?: ReadonlyMap<string, number>
  /** Marks and bounds are held within it; without it nothing is clamped. */
  scale?: Scale
}

/**
 * Marks of all submissions and leniency of all graders by one method. Where the data don't carry the method asked for
 * (`priorOfData`) and no whole prior is given, the mean is used and the notes say why.
 */
export function estimateMarks(table: MarkTable, options: EstimateOptions): Estimates {
  const estimates = estimatesBy(table, options)
  return { ...estimates, marks: within(options.scale, estimates.marks) }
}

function estimatesBy(
  table: MarkTable,
  { method, level = 0.9, random, sweeps, burnIn, weights, prior: given = {} }: EstimateOptions,
): Estimates {
  if (method === 'mean') return meanMarks(table, level)
  if (method === 'median') return medianMarks(table, level)
  const ofData = priorOfData(table)
  const isWhole = priorNames.every((name) => given[name] !== undefined)
  if (!isKnown<PriorOfData>(ofData) && !isWhole) {
    const instead = meanMarks(table, level)
    return {
      ...instead,
      notes: [
        `${method} needs a prior, and the data give none: ${ofData.undefined}. The mean is given instead.`,
        ...instead.notes,
      ],
    }
  }
  const fromData = isKnown<PriorOfData>(ofData) ? ofData : undefined
  const prior = { ...fromData?.prior, ...given } as Prior
  const sampling = {
    random,
    ...(sweeps === undefined ? {} : { sweeps }),
    ...(burnIn === undefined ? {} : { burnIn }),
    ...(weights ? { weights: Float64Array.from(table.graders, (name) => weights.get(name) ?? 1) } : {}),
  }
  const estimates =
    method === 'blup'
      ? blup(table, prior, sampling, level)
      : pg1(table, prior, { ...sampling, ...(fromData ? { residual: fromData.residual } : {}) }, level)
  const notes = fromData?.notes ?? []
  if (fromData && !fromData.tellsLeniency && given.eta0 === undefined)
    return withoutLeniency(estimates, notes)
  return { ...estimates, notes }
}

function withoutLeniency(estimates: Estimates, notes: string[]): Estimates {
  const nothing = estimates.bias.value.map(() => Number.NaN)
  return {
    ...estimates,
    bias: { value: nothing, lower: nothing, upper: nothing },
    why: { ...estimates.why, bias: 'each grader has one mark, so that leniency can’t be told from chance' },
    notes,
  }
}
