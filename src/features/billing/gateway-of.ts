import type { Deps } from '../../platform/deps.ts'
import type { PaymentGateway } from './gateway.ts'
import { simulatedGateway } from './simulated-gateway.ts'

/** Deps with a gateway of their own: tests put one that misbehaves here. */
export interface BillingDeps extends Deps {
  payments?: PaymentGateway
}

/** The gateway of this site: the simulated one until another is set up. */
export function gatewayOf(deps: BillingDeps): PaymentGateway {
  return deps.payments ?? simulatedGateway(deps)
}
