import { limitRate } from '../../../platform/rate-limit.ts'
import { type Ctx, viewerOf } from '../../../platform/web/context.ts'
import { hashedAddressOf } from '../../../platform/web/network-address.ts'

/** A few tries an hour for a person, and more for a network: guessing 80 bits is hopeless, guessing words is slow. */
export async function limitCodeTries(c: Ctx): Promise<void> {
  const { deps } = c.var
  const now = deps.clock.now()
  await limitRate(deps.db, `code:${viewerOf(c).personKey}`, { hitsMax: 20, windowSeconds: 3600 }, now)
  await limitRate(deps.db, `code:${hashedAddressOf(c)}`, { hitsMax: 300, windowSeconds: 3600 }, now)
}
