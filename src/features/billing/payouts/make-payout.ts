import { audit } from '../../../platform/audit.ts'
import { addJob } from '../../../platform/jobs.ts'
import { type BillingDeps, gatewayOf } from '../gateway-of.ts'
import { bookPayout } from '../ledger.ts'

const askedAgainAfterMs = 86_400_000

/**
 * Asks the gateway to send a payout that was intended, and books its answer: sent, or refused and owed again. Safe to
 * repeat: the gateway knows a payout that it has sent.
 */
export async function makePayout(deps: BillingDeps, payoutId: string): Promise<void> {
  const gateway = gatewayOf(deps)
  const payout = await deps.db
    .selectFrom('payouts as p')
    .innerJoin('statements as s', 's.id', 'p.statement_id')
    .select(['p.id', 'p.state', 'p.account_reference', 'p.amount_minor', 'p.currency'])
    .select(['s.provider_id', 's.gateway'])
    .where('p.id', '=', payoutId)
    .executeTakeFirst()
  if (payout?.state !== 'intended' || payout.gateway !== gateway.name) return
  const amountMinor = Number(payout.amount_minor)
  const answer = await gateway.transfer({
    idempotencyKey: payout.id,
    account: payout.account_reference,
    amountMinor,
    currency: payout.currency,
  })
  const now = deps.clock.now()
  const isSent = answer.state === 'succeeded'
  const at = isSent ? answer.at : now
  await deps.db.transaction().execute(async (tx) => {
    const updated = await tx
      .updateTable('payouts')
      .set({
        state: answer.state,
        settled_at: at,
        ...(isSent ? { gateway_reference: answer.reference } : { refusal: answer.why }),
      })
      .where('id', '=', payout.id)
      .where('state', '=', 'intended')
      .executeTakeFirst()
    if (updated.numUpdatedRows !== 1n) return
    await bookPayout(tx, deps, {
      id: payout.id,
      providerId: payout.provider_id,
      gateway: gateway.name,
      stage: isSent ? 'paid' : 'failed',
      amountMinor,
      currency: payout.currency,
      at,
      simulated: false,
    })
    await audit(tx, {
      at: now,
      actor: null,
      action: isSent ? 'billing.payout-sent' : 'billing.payout-refused',
      subjectKind: 'payout',
      subjectId: payout.id,
      detail: isSent ? { reference: answer.reference } : { why: answer.why },
    })
  })
}

/** Payouts whose answer never came are asked for again, also after a queue was lost. */
export async function askForOldPayouts(deps: BillingDeps): Promise<void> {
  const old = await deps.db
    .selectFrom('payouts')
    .select('id')
    .where('state', '=', 'intended')
    .where('intended_at', '<', new Date(deps.clock.now().getTime() - askedAgainAfterMs))
    .orderBy('intended_at')
    .limit(1000)
    .execute()
  for (const { id } of old) await addJob(deps.db, 'billing.payout', { payout: id }, { key: `payout:${id}` })
}
