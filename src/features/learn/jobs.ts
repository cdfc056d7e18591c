import type { RoomJobs } from '../../platform/jobs.ts'
import { issueWaiting } from './issue-when-allowed.ts'

export const learnJobs: RoomJobs = {
  jobs: {
    'learn.issue-waiting': (deps, payload) => issueWaiting(deps, String(payload.personKey)),
  },
}
