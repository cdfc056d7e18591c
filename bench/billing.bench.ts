import { benchLedger } from './billing-ledger.ts'
import { benchSweep } from './billing-sweep.ts'

/** @param argv how many subscriptions the sweep walks over (1000000), or 'ledger' for the ledger alone */
export async function bench([asked]: string[] = []): Promise<void> {
  await benchLedger()
  if (asked !== 'ledger') await benchSweep(Number(asked ?? 1_000_000))
}
