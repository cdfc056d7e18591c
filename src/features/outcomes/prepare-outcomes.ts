import type { Deps } from '../../platform/deps.ts'
import { addJob } from '../../platform/jobs.ts'
import { monthsBefore } from './population.ts'
import { releaseFigures } from './release-figures.ts'
import { loadSimulatedCohort } from './simulated-cohort.ts'

const releasesAtFirst = 4

/**
 * What a start makes sure of. On a demo: its people up to this month, and the monthly releases of the last months, so
 * that the first label shows numbers. Everywhere: a release that was due while the site was off is made by a job, so
 * that nobody waits for it. Safe to repeat: what is there stays.
 */
export async function prepareOutcomes(deps: Deps): Promise<void> {
  const month = startOfMonth(deps.clock.now())
  if (deps.config.demo !== 'off' && (await loadSimulatedCohort(deps, month)) > 0) {
    for (let before = releasesAtFirst - 1; before >= 0; before--)
      await releaseFigures(deps, new Date(monthsBefore(month.getTime(), before)))
    return
  }
  if (await isReleaseDue(deps, month))
    await addJob(deps.db, 'outcomes.release-figures', {}, { key: 'outcomes.release-figures' })
}

async function isReleaseDue({ db }: Deps, month: Date): Promise<boolean> {
  const credential = await db
    .selectFrom('credentials')
    .select('id')
    .where('created_at', '<', month)
    .limit(1)
    .executeTakeFirst()
  if (!credential) return false
  const release = await db
    .selectFrom('figures_releases')
    .select('id')
    .where('as_of', '>=', month)
    .limit(1)
    .executeTakeFirst()
  return !release
}

/** The 1st, 00:00 UTC: the data date of monthly releases. */
export function startOfMonth(at: Date): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1))
}
