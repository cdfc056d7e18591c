import type { RoomJobs } from '../../platform/jobs.ts'
import { startOfMonth } from './prepare-outcomes.ts'
import { releaseFigures } from './release-figures.ts'

export const outcomesJobs: RoomJobs = {
  jobs: {
    // A release of the month that is there already stays: running twice does nothing twice.
    'outcomes.release-figures': async (deps) => {
      await releaseFigures(deps, startOfMonth(deps.clock.now()))
    },
  },
  schedule: [{ cron: '5 0 1 * *', job: 'outcomes.release-figures' }],
}
