/**
 * How much larger the variance of a sum is because some people are counted more than once: Σ over persons of
 * (Σ of their residuals)² ÷ Σ residual², Kish's design effect (Kish 1965, Survey Sampling, section 5.4) in the form
 * that linearised estimators share (Binder 1983, International Statistical Review 51, 279–292). The residuals are those
 * of the estimator: x − mean for a mean or a share, part − ratio · whole for a ratio, the influence on the curve for a
 * curve. An interval for n rows becomes one for n ÷ design effect of them.
 *
 * `persons[k]` is whose row k is, by a number from 0; −1 for who has only this one; undefined where that is everybody, and
 * the effect 1. Never below 1: where somebody's
 * rows happen to cancel each other, nothing is claimed to be better known. 1 where all residuals are 0.
 */
export function designEffect(residuals: ArrayLike<number>, persons: ArrayLike<number> | undefined): number {
  if (!persons) return 1
  const sums = new Map<number, number>()
  let rows = 0
  let clusters = 0
  for (let k = 0; k < residuals.length; k++) {
    const residual = residuals[k] as number
    const person = persons[k] as number
    rows += residual * residual
    if (person < 0) clusters += residual * residual
    else sums.set(person, (sums.get(person) ?? 0) + residual)
  }
  for (const sum of sums.values()) clusters += sum * sum
  return rows > 0 ? Math.max(1, clusters / rows) : 1
}
