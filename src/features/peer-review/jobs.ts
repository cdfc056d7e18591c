import type { RoomJobs } from '../../platform/jobs.ts'
import { eraseWords, forgetFile } from './erase-words.ts'
import { finishByPeers, handOver } from './mark-piece.ts'

export const peerReviewJobs: RoomJobs = {
  jobs: {
    'peer-review.hand-over': (deps, payload) => handOver(deps, String(payload.handInId)),
    'peer-review.finish': (deps, payload) => finishByPeers(deps, String(payload.handInId)),
    'peer-review.forget-file': (deps, payload) => forgetFile(deps, String(payload.hash)),
  },
  erase: eraseWords,
}
