import type { Executor } from '../../platform/db/pool.ts'
import type { RoomJobs } from '../../platform/jobs.ts'
import { addJob } from '../../platform/jobs.ts'
import { bookDisputeOf } from './disputes/book-dispute.ts'
import { lookAtEvent } from './gateway-event.ts'
import { type BillingDeps, gatewayOf } from './gateway-of.ts'
import { askForOldPayouts, makePayout } from './payouts/make-payout.ts'
import { makeStatements } from './payouts/make-statements.ts'
import { reconcile } from './reconciliation/reconcile.ts'

// What the gateway tells us, what its books say, and what providers are paid.

export const gatewayJobs: RoomJobs['jobs'] = {
  'billing.gateway-event': (deps, payload) =>
    lookAtEvent(deps, { gateway: String(payload.gateway), eventId: String(payload.event) }),
  'billing.reconcile': async (deps, payload) => {
    await reconcile(deps, { today: payload.today === true })
    await askForOldPayouts(deps)
  },
  'billing.dispute': (deps, payload) => lookAtDispute(deps, String(payload.reference)),
  'billing.statements': (deps) => makeStatements(deps),
  'billing.payout': (deps, payload) => makePayout(deps, String(payload.payout)),
  'billing.forget-customer': async (deps, payload) => {
    const gateway = gatewayOf(deps)
    if (gateway.name === payload.gateway) await gateway.forget(String(payload.reference))
  },
}

/** Statements come when the day after the month is reconciled, so that its fees are in them. */
export const gatewaySchedule: NonNullable<RoomJobs['schedule']> = [
  { cron: '30 3 * * *', job: 'billing.reconcile' },
  { cron: '30 4 2 * *', job: 'billing.statements' },
]

/** Forgets a person's cards here and at the gateway. */
export async function eraseCards(tx: Executor, personKey: string): Promise<void> {
  await tx.deleteFrom('card_setups').where('person_key', '=', personKey).execute()
  const customers = await tx
    .deleteFrom('gateway_customers')
    .where('person_key', '=', personKey)
    .returning(['gateway', 'reference'])
    .execute()
  for (const { gateway, reference } of customers)
    await addJob(tx, 'billing.forget-customer', { gateway, reference })
}

async function lookAtDispute(deps: BillingDeps, reference: string): Promise<void> {
  const dispute = await gatewayOf(deps).findDispute(reference)
  if (dispute) await bookDisputeOf(deps, dispute)
}
