import { accountJobs } from './features/account/jobs.ts'
import { billingJobs } from './features/billing/jobs.ts'
import { credentialsJobs } from './features/credentials/jobs.ts'
import { labsJobs } from './features/labs/jobs.ts'
import { learnJobs } from './features/learn/jobs.ts'
import { outcomesJobs } from './features/outcomes/jobs.ts'
import { peerReviewJobs } from './features/peer-review/jobs.ts'
import { quizJobs } from './features/quiz/jobs.ts'
import { snapshotJobs } from './features/snapshot/jobs.ts'
import type { Job, RoomJobs } from './platform/jobs.ts'

/** Background work of every room. */
export const roomJobs: RoomJobs[] = [
  accountJobs,
  billingJobs,
  credentialsJobs,
  learnJobs,
  quizJobs,
  labsJobs,
  peerReviewJobs,
  outcomesJobs,
  snapshotJobs,
]

/** Every room deletes its share of a person's words, in one transaction. */
export const eraseWords: Job = async (deps, payload) => {
  const personKey = String(payload.personKey)
  await deps.db.transaction().execute(async (tx) => {
    for (const room of roomJobs) await room.erase?.(tx, personKey)
  })
}
