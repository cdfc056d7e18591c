import type { BillingDeps } from '../../../src/features/billing/gateway-of.ts'
import { stripeGateway } from '../../../src/features/billing/stripe/stripe-gateway.ts'
import { signedIn, type World } from '../../worlds.ts'
import { type Learner, trialFields } from '../billing.ts'
import { openTestSite, type TestSite } from '../site.ts'
import type { CardKind } from './account.ts'
import { openStripeServer, type StripeServer, stripeKeys } from './server.ts'

// A whole site whose payments go through Stripe's library to a server of ours.

export interface StripeSite extends TestSite {
  stripe: StripeServer
  /** Posts an event as Stripe does: without cookies, signed. */
  postEvent(body: string, signature: string): Promise<Response>
}

/** @param served where a browser visits it; without it nothing listens */
export async function openStripeSite(served?: { port: number }): Promise<StripeSite> {
  const site = await openTestSite({
    env: {
      ...(served && { PORT: String(served.port), PUBLIC_URL: `http://127.0.0.1:${served.port}` }),
      STRIPE_SECRET_KEY: stripeKeys.secretKey,
      STRIPE_PUBLISHABLE_KEY: stripeKeys.publishableKey,
      STRIPE_WEBHOOK_SECRET: stripeKeys.webhookSecret,
    },
  })
  const stripe = await openStripeServer(() => site.clock.now())
  const deps: BillingDeps = site.deps
  deps.payments = stripeGateway({ ...site.deps, fetch }, stripeKeys, {
    server: { host: '127.0.0.1', port: stripe.port, protocol: 'http' },
    retriesMax: 0,
  })
  return {
    ...site,
    stripe,
    // Everything but a browser's headers: no origin, no cookies.
    postEvent: (body, signature) => {
      const headers = { 'content-type': 'application/json', 'stripe-signature': signature }
      return site.visitor().postRaw('/gateways/stripe/events', body, headers)
    },
    close: async () => {
      await stripe.close()
      await site.close()
    },
  }
}

let people = 0

/** Somebody who agreed to a trial, typed a card into Stripe's fields, and came back. */
export async function learnerWithStripe(
  site: StripeSite,
  world: World,
  kind: CardKind = 'works',
): Promise<Learner> {
  const serial = ++people
  const email = `stripe${serial}@example.org`
  const { personKey, visitor } = await signedIn(site, { email, confirmed: true })
  const { card: _card, ...form } = trialFields(world, '')
  const setup = (await visitor.post('/credentials/weaving-basics/trial', form)).headers.get('location')!
  await visitor.get(setup)
  const { reference } = await site.deps.db
    .selectFrom('card_setups')
    .select('reference')
    .where('person_key', '=', personKey)
    .executeTakeFirstOrThrow()
  site.stripe.account.completeSetup(reference!, kind, `card${serial}`)
  const back = await visitor.get(`${setup}/return`)
  if (back.status !== 303) throw new Error(`the return answered ${back.status}`)
  const row = await site.deps.db
    .selectFrom('subscriptions')
    .select(['id', 'enrolment_id'])
    .where('person_key', '=', personKey)
    .executeTakeFirstOrThrow()
  return { personKey, visitor, email, enrolmentId: row.enrolment_id, subscriptionId: row.id }
}
