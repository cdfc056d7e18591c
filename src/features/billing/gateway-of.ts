import type { Config } from '../../platform/config.ts'
import type { Deps } from '../../platform/deps.ts'
import type { PaymentGateway } from './gateway.ts'
import { simulatedGateway } from './simulated-gateway.ts'
import { stripeGateway } from './stripe/stripe-gateway.ts'

/** Deps with a gateway of their own: tests put one that misbehaves here. */
export interface BillingDeps extends Deps {
  payments?: PaymentGateway
}

// One per process: it keeps its connections.
const known = new WeakMap<Config, PaymentGateway>()

/** The gateway of this site: Stripe where its keys are set, else the simulated one. */
export function gatewayOf(deps: BillingDeps): PaymentGateway {
  if (deps.payments) return deps.payments
  const { stripe } = deps.config
  if (!stripe) return simulatedGateway(deps)
  const before = known.get(deps.config)
  if (before) return before
  const gateway = stripeGateway(deps, stripe)
  known.set(deps.config, gateway)
  return gateway
}
