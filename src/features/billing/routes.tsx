// Every topic's routes, each in a file of its own.
import './trial-routes.tsx'
import './money-routes.tsx'
import './aid/routes.tsx'
import './codes/routes.tsx'
import './gifts/routes.tsx'
import './confirming/routes.tsx'
import './cards/routes.tsx'
import './payouts/routes.tsx'
import './reconciliation/routes.tsx'
import './stripe/routes.tsx'

export { billingRoom } from './billing-room.ts'
