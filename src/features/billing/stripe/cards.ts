import type { Stripe } from 'stripe'
import type { CardFields, SavedCard } from '../gateway.ts'
import { asking, failureOf, type StripeDeps } from './client.ts'
import { customerOf, selectCustomer } from './customers.ts'

// Cards are typed into Stripe's own fields (or on its hosted page), with strong authentication asked for now, so that
// later charges can be made while the learner is away. What we get is the name of a SetupIntent.

/** Stripe's own script: always loaded from there, never from us. */
const scriptUrl = 'https://js.stripe.com/clover/stripe.js'

export function stripeFields(stripe: StripeDeps): CardFields {
  return {
    async begin({ id, personKey }) {
      const customer = await customerOf(stripe, personKey)
      const client = await stripe.client()
      const intent = await asking(() =>
        client.setupIntents.create(
          {
            customer,
            usage: 'off_session',
            allowed_payment_method_types: ['card'],
            payment_method_options: { card: { request_three_d_secure: 'any' } },
            metadata: { setup: id },
          },
          { idempotencyKey: `setup:${id}` },
        ),
      )
      return intent.id
    },

    async show(reference) {
      const client = await stripe.client()
      const intent = await asking(() => client.setupIntents.retrieve(reference))
      return {
        publishableKey: stripe.options.keys.publishableKey,
        clientSecret: intent.client_secret ?? '',
        scriptUrl,
      }
    },

    async beginHosted({ id, personKey, returnUrl, backUrl }) {
      const customer = await customerOf(stripe, personKey)
      const client = await stripe.client()
      const session = await asking(() =>
        client.checkout.sessions.create(
          {
            mode: 'setup',
            customer,
            allowed_payment_method_types: ['card'],
            payment_method_options: { card: { request_three_d_secure: 'any' } },
            setup_intent_data: { metadata: { setup: id } },
            success_url: returnUrl,
            cancel_url: backUrl,
          },
          { idempotencyKey: `hosted:${id}` },
        ),
      )
      return { reference: session.id, url: session.url ?? backUrl }
    },
  }
}

/** The card behind a SetupIntent (seti_…) or a hosted page (cs_…) of this person. */
export async function saveStripeCard(
  stripe: StripeDeps,
  { token, personKey }: { token: string; personKey: string },
): Promise<SavedCard> {
  const customer = await selectCustomer(stripe, personKey)
  if (!customer || !/^(seti|cs)_\w+$/.test(token)) return { ok: false, why: 'token_invalid' }
  const intent = await findIntent(stripe, token)
  if (!intent || idOf(intent.customer) !== customer) return { ok: false, why: 'token_invalid' }
  if (intent.status !== 'succeeded')
    return { ok: false, why: intent.last_setup_error ? 'card_refused' : 'token_invalid' }
  const method = intent.payment_method
  if (!method || typeof method === 'string' || !method.card) return { ok: false, why: 'card_refused' }
  return {
    ok: true,
    // Whose card it is stands in its name: a charge needs both.
    reference: `${customer}/${method.id}`,
    fingerprint: method.card.fingerprint ?? method.id,
    brand: method.card.brand,
    last4: method.card.last4,
    mandateReference: idOf(intent.mandate) ?? intent.id,
  }
}

async function findIntent(stripe: StripeDeps, token: string): Promise<Stripe.SetupIntent | undefined> {
  const client = await stripe.client()
  try {
    const id = token.startsWith('cs_')
      ? idOf((await asking(() => client.checkout.sessions.retrieve(token))).setup_intent)
      : token
    if (!id) return undefined
    return await asking(() => client.setupIntents.retrieve(id, { expand: ['payment_method'] }))
  } catch (error) {
    if (failureOf(error)?.code === 'resource_missing') return undefined
    throw error
  }
}

export function idOf(thing: string | { id: string } | null | undefined): string | undefined {
  return typeof thing === 'string' ? thing : thing?.id
}
