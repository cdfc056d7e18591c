import type { RoomJobs } from '../../platform/jobs.ts'
import { eraseWords, forgetFile } from './erase-words.ts'
import { finishByPeers, handOver } from './mark-piece.ts'

export const peerReviewJobs: RoomJobs = {
  jobs: {
    'peer-review.hand-over': (deps, payload) => handOver(deps, String(payload.handInId)),
    'peer-review.invite': async (deps, payload) =>
      (await import('./invite-reviewers.ts')).inviteReviewers(deps, String(payload.handInId)),
    'peer-review.finish': (deps, payload) => finishByPeers(deps, String(payload.handInId)),
    'peer-review.forget-file': (deps, payload) => forgetFile(deps, String(payload.hash)),
    // Loaded when they run: a start doesn't wait for statistics and sanitizers.
    'peer-review.snapshot': async (deps, payload) =>
      (await import('./snapshot-link.ts')).snapshotLink(deps, String(payload.linkId)),
    'peer-review.scales': async (deps) => (await import('./compute-scales.ts')).computeScales(deps),
    'peer-review.rescale': async (deps, payload) =>
      (await import('./rescale-piece.ts')).rescalePiece(deps, String(payload.handInId)),
    'peer-review.keep-promises': async (deps) => (await import('./keep-promises.ts')).keepPromises(deps),
  },
  schedule: [
    { cron: '20 2 * * *', job: 'peer-review.scales' },
    { cron: '5 * * * *', job: 'peer-review.keep-promises' },
  ],
  erase: eraseWords,
}
