import { accountRoom } from './features/account/routes.tsx'
import { billingRoom } from './features/billing/routes.tsx'
import { catalogueRoom } from './features/catalogue/routes.tsx'
import { credentialsRoom } from './features/credentials/routes.tsx'
import { labsRoom } from './features/labs/routes.tsx'
import { learnRoom } from './features/learn/routes.tsx'
import { openDataRoom } from './features/open-data/routes.tsx'
import { operationsRoom } from './features/operations/routes.tsx'
import { outcomesRoom } from './features/outcomes/routes.tsx'
import { peerReviewRoom } from './features/peer-review/routes.tsx'
import { quizRoom } from './features/quiz/routes.tsx'
import { snapshotRoom } from './features/snapshot/routes.tsx'
import type { Room } from './platform/web/room.ts'

/** Every room of the site, in the order in which a person meets them. */
export const rooms: Room[] = [
  catalogueRoom,
  accountRoom,
  billingRoom,
  learnRoom,
  quizRoom,
  labsRoom,
  peerReviewRoom,
  credentialsRoom,
  outcomesRoom,
  snapshotRoom,
  openDataRoom,
  operationsRoom,
]
