import { quantile, sortedSample } from '../quantiles.ts'
import type { Random } from '../random.ts'

/**
 * Statistics of `samples` bootstrap samples of n clusters, drawn with replacement.
 * @param statistics of the clusters picked; NaN where a sample leaves one undefined
 */
export function bootstrap<Name extends string>(
  n: number,
  { random, samples }: { random: Random; samples: number },
  statistics: (picks: Uint32Array) => Record<Name, number>,
): Record<Name, Float64Array> {
  const picks = new Uint32Array(n)
  const draws: Partial<Record<Name, Float64Array>> = {}
  for (let sample = 0; sample < samples; sample++) {
    for (let k = 0; k < n; k++) picks[k] = Math.floor(random.uniform() * n)
    const values = statistics(picks)
    for (const name of Object.keys(values) as Name[]) {
      draws[name] ??= new Float64Array(samples)
      draws[name][sample] = values[name]
    }
  }
  return draws as Record<Name, Float64Array>
}

/** Percentile interval; undefined where a tenth of the samples or more had no value. */
export function percentileInterval(draws: Float64Array, level: number): [number, number] | undefined {
  const sorted = sortedSample(draws)
  if (sorted.length < 0.9 * draws.length || sorted.length === 0) return undefined
  return [quantile(sorted, (1 - level) / 2) as number, quantile(sorted, (1 + level) / 2) as number]
}
