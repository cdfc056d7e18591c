import { disputeEntries } from '../../../domain/ledger-entries.ts'
import { audit } from '../../../platform/audit.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { newId } from '../../../platform/random.ts'
import { cancelSubscription } from '../cancel.ts'
import type { DisputeFacts } from '../gateway.ts'
import { type BillingDeps, gatewayOf } from '../gateway-of.ts'
import { bookDispute, bookEntries, bookGatewayFee, bookProviderFee, isBooked } from '../ledger.ts'
import { makeCharge } from '../make-charge.ts'
import { lockOptionalSubscription } from '../queries.ts'
import { lookAgainAfterWon } from './after-won.ts'
import { type DisputedCharge, selectOptionalDisputedCharge } from './queries.ts'

type State = DisputeFacts['state']
/** What may follow what; anything else is late news. An appeal can still win what was lost. */
const follows: Record<State | 'none', State[]> = {
  none: ['asked', 'open', 'won', 'lost'],
  asked: ['open', 'won', 'lost'],
  open: ['won', 'lost'],
  lost: ['won'],
  won: [],
}

/**
 * Books a dispute as it stands at the gateway now: what the bank took back, and what became of it. Each step is booked
 * once, however often and in whatever order it is told. Who disputes a charge has said that they don't want to pay:
 * the subscription is cancelled, and nothing more is charged.
 */
export async function bookDisputeOf(deps: BillingDeps, dispute: DisputeFacts): Promise<void> {
  const gateway = gatewayOf(deps)
  const chargeId = await gateway.chargeOf(dispute.chargeReference)
  // Not ours: the reconciliation shows it.
  if (!chargeId) return
  await makeCharge(deps, chargeId)
  const charge = await selectOptionalDisputedCharge(deps.db, chargeId)
  if (charge?.state !== 'succeeded')
    throw new Error(`a dispute of charge ${chargeId}, which isn't settled yet`)
  const isNews = await deps.db.transaction().execute((tx) => step(tx, deps, charge, dispute))
  if (isNews && charge.subscription_id && ['asked', 'open', 'lost'].includes(dispute.state))
    await cancelSubscription(deps, { id: charge.subscription_id })
}

async function step(
  tx: Tx,
  deps: BillingDeps,
  charge: DisputedCharge,
  dispute: DisputeFacts,
): Promise<boolean> {
  const now = deps.clock.now()
  const { reference, state } = dispute
  // Whatever changes a subscription or its charges takes the subscription's lock first.
  if (charge.subscription_id) await lockOptionalSubscription(tx, { id: charge.subscription_id })
  const key = { gateway: charge.gateway, gateway_reference: reference }
  const closedAt = state === 'won' || state === 'lost' ? now : null
  const inserted = await tx
    .insertInto('disputes')
    .values({
      ...key,
      id: newId(now, deps.random),
      charge_id: charge.id,
      amount_minor: dispute.amountMinor,
      currency: dispute.currency,
      reason: dispute.reason.slice(0, 100),
      state,
      opened_at: dispute.openedAt,
      closed_at: closedAt,
    })
    .onConflict((conflict) => conflict.columns(['gateway', 'gateway_reference']).doNothing())
    .executeTakeFirst()
  let before: State | 'none' = 'none'
  if (!inserted.numInsertedOrUpdatedRows) {
    const row = await tx
      .selectFrom('disputes')
      .select(['id', 'state'])
      .where('gateway', '=', charge.gateway)
      .where('gateway_reference', '=', reference)
      .forUpdate()
      .executeTakeFirstOrThrow()
    before = row.state as State
    if (!follows[before].includes(state)) return false
    await tx.updateTable('disputes').set({ state, closed_at: closedAt }).where('id', '=', row.id).execute()
  }
  await book(tx, deps, { charge, dispute, before })
  if (state === 'won') await lookAgainAfterWon(tx, deps, charge)
  await audit(tx, {
    at: now,
    actor: null,
    action: `billing.dispute-${state}`,
    subjectKind: 'charge',
    subjectId: charge.id,
    detail: { reference, amount_minor: dispute.amountMinor, currency: dispute.currency },
  })
  return true
}

async function book(
  tx: Tx,
  deps: BillingDeps,
  { charge, dispute, before }: { charge: DisputedCharge; dispute: DisputeFacts; before: State | 'none' },
): Promise<void> {
  const { state, reference, amountMinor } = dispute
  // An inquiry takes nothing, and one that is closed without more took nothing.
  if (state === 'asked' || (before === 'asked' && state === 'won')) return
  const now = deps.clock.now()
  const booking = { charge, sale: charge, simulated: charge.simulated ?? false }
  const taxMinor = taxIn(charge, amountMinor)
  const stage = (name: 'opened' | 'won' | 'lost', at: Date) =>
    bookDispute(tx, deps, {
      ...booking,
      at,
      dispute: { reference, stage: name, amountMinor, taxMinor },
    })
  await stage('opened', dispute.openedAt)
  if (before === 'lost') return bookAppealWon(tx, deps, { charge, dispute, taxMinor })
  if (state === 'won' || state === 'lost') await stage(state, now)
  const fee = {
    key: `dispute:${reference}`,
    amountMinor: dispute.feeMinor,
    currency: charge.currency,
    at: dispute.openedAt,
    simulated: booking.simulated,
    chargeId: charge.id,
  }
  if (fee.amountMinor <= 0 || (await isBooked(tx, `fee:${charge.gateway}:${fee.key}`))) return
  await bookGatewayFee(tx, deps, { ...fee, gateway: charge.gateway })
  await bookProviderFee(tx, deps, {
    ...fee,
    providerId: charge.provider_id,
    to: { gateway: charge.gateway },
  })
}

// What was lost comes back: the opposite of losing, and then as if it had been won.
async function bookAppealWon(
  tx: Tx,
  deps: BillingDeps,
  { charge, dispute, taxMinor }: { charge: DisputedCharge; dispute: DisputeFacts; taxMinor: number },
): Promise<void> {
  const { reference, amountMinor } = dispute
  const accounts = {
    gateway: charge.gateway,
    providerId: charge.provider_id,
    enrolmentId: charge.enrolment_id,
    country: charge.country,
  }
  const amounts = { amountMinor, taxMinor }
  const back = disputeEntries(accounts, 'lost', amounts).map((entry) => ({
    ...entry,
    amountMinor: -entry.amountMinor,
  }))
  const common = {
    kind: 'dispute' as const,
    currency: charge.currency,
    at: deps.clock.now(),
    simulated: charge.simulated ?? false,
    chargeId: charge.id,
    enrolmentId: charge.enrolment_id,
  }
  const key = `dispute:${charge.gateway}:${reference}`
  await bookEntries(tx, deps, { ...common, key: `${key}:lost-no-more`, entries: back })
  await bookEntries(tx, deps, {
    ...common,
    key: `${key}:won`,
    entries: disputeEntries(accounts, 'won', amounts),
  })
}

// The tax in what was taken back, in proportion; rounded down, so that the state is never asked for too much.
function taxIn(charge: DisputedCharge, amountMinor: number): number {
  if (charge.amount_minor === 0) return 0
  return Math.min(
    charge.tax_minor,
    Math.floor((charge.tax_minor * Math.min(amountMinor, charge.amount_minor)) / charge.amount_minor),
  )
}
