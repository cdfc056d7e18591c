import type { RoomJobs } from '../../platform/jobs.ts'
import { takeSnapshots } from './take-snapshots.ts'

export const snapshotJobs: RoomJobs = {
  jobs: {
    'snapshot.take': async (deps) => {
      await takeSnapshots(deps)
    },
  },
  // A release asks for it; this finds what a lost job left out.
  schedule: [{ cron: '35 0 * * *', job: 'snapshot.take' }],
}
