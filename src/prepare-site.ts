import { prepareAccounts } from './features/account/api.ts'
import type { Deps } from './platform/deps.ts'

/**
 * Everything that must be there before the first request: the demo (or the link for the first operator).
 * Safe to repeat at every start.
 * @returns lines for the person who started it
 */
export async function prepareSite(deps: Deps): Promise<string[]> {
  return [`Candour is at ${deps.config.publicUrl.origin}`, ...(await prepareAccounts(deps))]
}
