import type { Deps } from '../../platform/deps.ts'
import { monthsBefore } from './population.ts'
import { releaseFigures } from './release-figures.ts'
import { loadSimulatedCohort } from './simulated-cohort.ts'

const releasesAtFirst = 4

/**
 * The demo's people and their figures, so that the first label shows numbers: the cohort up to this month, and the
 * monthly releases of the last months. Safe to repeat: what is there stays.
 */
export async function prepareOutcomes(deps: Deps): Promise<void> {
  if (deps.config.demo === 'off') return
  const month = startOfMonth(deps.clock.now())
  const enrolments = await loadSimulatedCohort(deps, month)
  if (enrolments === 0) return
  for (let before = releasesAtFirst - 1; before >= 0; before--)
    await releaseFigures(deps, new Date(monthsBefore(month.getTime(), before)))
}

/** The 1st, 00:00 UTC: the data date of monthly releases. */
export function startOfMonth(at: Date): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1))
}
