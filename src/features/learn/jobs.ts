import type { RoomJobs } from '../../platform/jobs.ts'
import { askAfterAYear, mailRatingRequest, type RatingMoment } from './ask-for-rating.ts'
import { issueWaiting } from './issue-when-allowed.ts'
import { sumActivity } from './sum-activity.ts'

export const learnJobs: RoomJobs = {
  jobs: {
    'learn.issue-waiting': (deps, payload) => issueWaiting(deps, String(payload.personKey)),
    'learn.sum-activity': (deps) => sumActivity(deps),
    'learn.mail-rating-request': (deps, payload) =>
      mailRatingRequest(deps, {
        enrolmentId: String(payload.enrolmentId),
        moment: payload.moment as RatingMoment,
      }),
    'learn.ask-after-a-year': (deps) => askAfterAYear(deps),
  },
  schedule: [
    { cron: '*/10 * * * *', job: 'learn.sum-activity' },
    { cron: '20 3 * * *', job: 'learn.ask-after-a-year' },
  ],
}
