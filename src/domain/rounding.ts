import { MINIMUM_CELL } from './suppression.ts'

/**
 * How coarsely a mean or a share of a total over `n` people is said: the smallest of 1, 0.5, 0.2, 0.1, 0.05, … for which
 * `minimumCell` people moving by 1 each would move it by no more than one step. A mean given to all its digits is a
 * sum, and a sum beside a histogram with merged bins would tell the few in them.
 */
export function publishedStep(n: number, minimumCell = MINIMUM_CELL): number {
  let step = 1
  for (let decimals = 0; decimals <= 4; decimals++) {
    for (const lead of [1, 0.5, 0.2]) {
      const finer = lead / 10 ** decimals
      if (finer * n < minimumCell) return step
      step = finer
    }
  }
  return step
}

/** To the nearest multiple of a step; `down` and `up` for the bounds of an interval, which never become narrower. */
export function roundedTo(
  value: number,
  step: number,
  direction: 'nearest' | 'down' | 'up' = 'nearest',
): number {
  const steps = value / step
  // 4.1 ÷ 0.1 is a hair below 41.
  const hair = 1e-9 * Math.max(1, Math.abs(steps))
  const whole =
    direction === 'nearest'
      ? Math.round(steps)
      : direction === 'down'
        ? Math.floor(steps + hair)
        : Math.ceil(steps - hair)
  return Number((whole * step).toFixed(6))
}
