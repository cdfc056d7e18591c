import { asking, failureOf, type StripeDeps } from './client.ts'

/** What Stripe calls a person; made when first needed. Stripe learns neither name nor address from us. */
export async function customerOf(stripe: StripeDeps, personKey: string): Promise<string> {
  const { deps } = stripe
  const known = await selectCustomer(stripe, personKey)
  if (known) return known
  const client = await stripe.client()
  const customer = await asking(() =>
    client.customers.create({ metadata: { person: personKey } }, { idempotencyKey: `customer:${personKey}` }),
  )
  await deps.db
    .insertInto('gateway_customers')
    .values({
      person_key: personKey,
      gateway: 'stripe',
      reference: customer.id,
      created_at: deps.clock.now(),
    })
    .onConflict((conflict) => conflict.columns(['person_key', 'gateway']).doNothing())
    .execute()
  return (await selectCustomer(stripe, personKey)) ?? customer.id
}

export async function selectCustomer({ deps }: StripeDeps, personKey: string): Promise<string | undefined> {
  const row = await deps.db
    .selectFrom('gateway_customers')
    .select('reference')
    .where('person_key', '=', personKey)
    .where('gateway', '=', 'stripe')
    .executeTakeFirst()
  return row?.reference
}

/** Deletes a person at Stripe with all their cards. Safe to repeat. */
export async function forgetCustomer(stripe: StripeDeps, reference: string): Promise<void> {
  const client = await stripe.client()
  try {
    await asking(() => client.customers.del(reference))
  } catch (error) {
    if (failureOf(error)?.code !== 'resource_missing') throw error
  }
}
