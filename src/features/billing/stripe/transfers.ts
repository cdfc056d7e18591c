import {
  type PaymentGateway,
  type PayoutAccount,
  type TransferAnswer,
  type TransferRequest,
} from '../gateway.ts'
import { toStripeAmount } from './amounts.ts'
import { asking, failureOf, momentOf, type StripeDeps } from './client.ts'

// Providers are connected accounts; what they are owed is transferred to them, and Stripe pays it to their bank.

export async function transferWithStripe(
  stripe: StripeDeps,
  { idempotencyKey, account, amountMinor, currency }: TransferRequest,
): Promise<TransferAnswer> {
  const client = await stripe.client()
  try {
    // The group is our id: what is there already is never sent again.
    const before = await asking(() => client.transfers.list({ transfer_group: idempotencyKey, limit: 1 }))
    const transfer =
      before.data[0] ??
      (await asking(() =>
        client.transfers.create(
          {
            destination: account,
            amount: toStripeAmount(amountMinor, currency),
            currency: currency.toLowerCase(),
            transfer_group: idempotencyKey,
            metadata: { payout: idempotencyKey },
          },
          { idempotencyKey: `payout:${idempotencyKey}` },
        ),
      ))
    return { state: 'succeeded', reference: transfer.id, at: momentOf(transfer.created) }
  } catch (error) {
    const failure = failureOf(error)
    if (failure?.type === 'StripeInvalidRequestError')
      return { state: 'refused', why: failure.code ?? 'invalid_request' }
    throw error
  }
}

/** The provider's account at Stripe, made when first asked for, and Stripe's page for what is still missing. */
export async function stripePayoutAccount(
  stripe: StripeDeps,
  { id, country, reference, returnUrl }: Parameters<PaymentGateway['payoutAccount']>[0],
): Promise<PayoutAccount> {
  const client = await stripe.client()
  const account = await asking(() =>
    reference
      ? client.accounts.retrieve(reference)
      : client.accounts.create(
          {
            country,
            controller: {
              fees: { payer: 'application' },
              losses: { payments: 'application' },
              stripe_dashboard: { type: 'express' },
            },
            capabilities: { transfers: { requested: true } },
            metadata: { provider: id },
          },
          { idempotencyKey: `account:${id}` },
        ),
  )
  if (account.capabilities?.transfers === 'active') return { reference: account.id, state: 'ready' }
  const link = await asking(() =>
    client.accountLinks.create({
      account: account.id,
      type: 'account_onboarding',
      return_url: returnUrl,
      refresh_url: returnUrl,
    }),
  )
  return { reference: account.id, state: 'incomplete', continueUrl: link.url }
}
