import { accountRoom } from './features/account/routes.tsx'
import { billingRoom } from './features/billing/routes.tsx'
import { credentialsRoom } from './features/credentials/routes.tsx'
import { labsRoom } from './features/labs/routes.tsx'
import { learnRoom } from './features/learn/routes.tsx'
import { operationsRoom } from './features/operations/routes.tsx'
import { peerReviewRoom } from './features/peer-review/routes.tsx'
import { quizRoom } from './features/quiz/routes.tsx'
import type { Room } from './platform/web/room.ts'

/** Every room of the site, in the order in which a person meets them. */
export const rooms: Room[] = [
  accountRoom,
  billingRoom,
  learnRoom,
  quizRoom,
  labsRoom,
  peerReviewRoom,
  credentialsRoom,
  operationsRoom,
]
