import { room } from '../../platform/web/room.ts'

/** Money's own list of routes: each topic adds its own (trial-routes.tsx, money-routes.tsx …), routes.tsx gathers them. */
export const billingRoom = room('billing')
