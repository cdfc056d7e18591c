import type { Listed } from '../gateway.ts'
import { type BillingDeps, gatewayOf } from '../gateway-of.ts'
import { bookGatewayFee, bookProviderFee } from '../ledger.ts'
import type { OwnLine } from './own-books.ts'

/** Books what the gateway kept of charges, once it is known: the provider bears it, at cost. Each once. */
export async function bookFees(deps: BillingDeps, own: OwnLine[], listed: Listed[]): Promise<void> {
  const gateway = gatewayOf(deps).name
  const byReference = new Map(listed.map((line) => [line.reference, line]))
  for (const line of own) {
    const theirs = byReference.get(line.reference)
    if (line.state !== 'succeeded' || line.feeMinor !== null || !theirs?.feeMinor || !line.providerId)
      continue
    const { providerId } = line
    const fee = {
      key: `charge:${line.id}`,
      amountMinor: theirs.feeMinor,
      currency: line.currency,
      at: theirs.at,
      simulated: false,
      chargeId: line.id,
    }
    await deps.db.transaction().execute(async (tx) => {
      await bookGatewayFee(tx, deps, { ...fee, gateway })
      await bookProviderFee(tx, deps, { ...fee, providerId, to: { gateway } })
    })
  }
}
