import type { RoomJobs } from '../../platform/jobs.ts'
import { issueWaiting } from './issue-when-allowed.ts'
import { sumActivity } from './sum-activity.ts'

export const learnJobs: RoomJobs = {
  jobs: {
    'learn.issue-waiting': (deps, payload) => issueWaiting(deps, String(payload.personKey)),
    'learn.sum-activity': (deps) => sumActivity(deps),
  },
  schedule: [{ cron: '*/10 * * * *', job: 'learn.sum-activity' }],
}
