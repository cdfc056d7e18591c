import { bankPayoutEntries } from '../../../domain/ledger-entries.ts'
import { type BillingDeps, gatewayOf } from '../gateway-of.ts'
import { bookEntries } from '../ledger.ts'

const daysBack = 7

/** Books what the gateway paid to the platform's own bank in a span of time, each once. */
export async function bookBankPayouts(
  deps: BillingDeps,
  span: { from: Date; until: Date } = lately(deps),
): Promise<number> {
  const gateway = gatewayOf(deps)
  let count = 0
  for await (const payout of gateway.list('bank_payout', span)) {
    count += 1
    await deps.db.transaction().execute((tx) =>
      bookEntries(tx, deps, {
        kind: 'payout',
        key: `bank-payout:${gateway.name}:${payout.reference}`,
        currency: payout.currency,
        entries: bankPayoutEntries(gateway.name, payout.amountMinor),
        at: payout.at,
        simulated: false,
      }),
    )
  }
  return count
}

function lately({ clock }: BillingDeps): { from: Date; until: Date } {
  const now = clock.now().getTime()
  return { from: new Date(now - daysBack * 86_400_000), until: new Date(now + 60_000) }
}
