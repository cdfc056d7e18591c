import { type StripeAccount, type StripeObject, StripeRefusal } from './account.ts'
import { type Form, mapOf, textOf } from './form.ts'

// The endpoints that this site calls, with Stripe's parameters and nothing else: a parameter that Stripe doesn't know is
// refused here as there.

interface Endpoint {
  method: 'GET' | 'POST' | 'DELETE'
  path: RegExp
  takes: string[]
  does: (account: StripeAccount, form: Form, id: string) => unknown
}

const listed = ['limit', 'starting_after', 'ending_before', 'created', 'expand']

export const endpoints: Endpoint[] = [
  post(/^\/v1\/customers$/, ['metadata'], (account, form) =>
    account.add('cus', 'customer', { metadata: mapOf(form, 'metadata') }),
  ),
  {
    method: 'DELETE',
    path: /^\/v1\/customers\/(\w+)$/,
    takes: [],
    does: (account, _form, id) => {
      account.get(id)
      account.objects.delete(id)
      return { id, object: 'customer', deleted: true }
    },
  },
  post(
    /^\/v1\/setup_intents$/,
    ['customer', 'usage', 'allowed_payment_method_types', 'payment_method_options', 'metadata'],
    (account, form) => {
      const intent = account.add('seti', 'setup_intent', {
        customer: account.get(textOf(form, 'customer') ?? '', 'customer').id,
        usage: textOf(form, 'usage'),
        payment_method_options: form.payment_method_options,
        metadata: mapOf(form, 'metadata'),
        status: 'requires_payment_method',
        payment_method: null,
        last_setup_error: null,
      })
      intent.client_secret = `${intent.id}_secret_test`
      return intent
    },
  ),
  get(/^\/v1\/setup_intents\/(\w+)$/),
  post(
    /^\/v1\/checkout\/sessions$/,
    [
      'mode',
      'customer',
      'allowed_payment_method_types',
      'payment_method_options',
      'setup_intent_data',
      'success_url',
      'cancel_url',
    ],
    (account, form) => {
      const session = account.add('cs_test', 'checkout.session', {
        mode: textOf(form, 'mode'),
        customer: account.get(textOf(form, 'customer') ?? '', 'customer').id,
        success_url: textOf(form, 'success_url'),
        setup_intent: null,
      })
      session.url = `https://checkout.stripe.com/c/pay/${session.id}`
      return session
    },
  ),
  get(/^\/v1\/checkout\/sessions\/(\w+)$/),
  post(
    /^\/v1\/payment_intents$/,
    ['customer', 'amount', 'currency', 'allowed_payment_method_types', 'metadata'],
    (account, form) => {
      const amount = Number(textOf(form, 'amount'))
      if (!Number.isInteger(amount) || amount < 1)
        throw new StripeRefusal(400, {
          type: 'invalid_request_error',
          code: 'parameter_invalid_integer',
          param: 'amount',
          message: 'Invalid integer',
        })
      return account.add('pi', 'payment_intent', {
        customer: account.get(textOf(form, 'customer') ?? '', 'customer').id,
        amount,
        currency: textOf(form, 'currency'),
        metadata: mapOf(form, 'metadata'),
        status: 'requires_payment_method',
        last_payment_error: null,
        next_action: null,
        latest_charge: null,
      })
    },
  ),
  get(/^\/v1\/payment_intents\/(\w+)$/),
  post(
    /^\/v1\/payment_intents\/(\w+)\/confirm$/,
    ['payment_method', 'off_session', 'return_url', 'expand'],
    (account, form, id) => account.confirm(account.get(id), form),
  ),
  post(/^\/v1\/payment_intents\/(\w+)\/cancel$/, [], (account, _form, id) => {
    const intent = account.get(id)
    if (['succeeded', 'canceled'].includes(String(intent.status)))
      throw new StripeRefusal(400, {
        type: 'invalid_request_error',
        code: 'payment_intent_unexpected_state',
        message: `You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`,
      })
    intent.status = 'canceled'
    return intent
  }),
  post(/^\/v1\/refunds$/, ['payment_intent', 'amount', 'metadata'], (account, form) => account.refund(form)),
  list(/^\/v1\/refunds$/, 'refund', ['payment_intent']),
  list(/^\/v1\/charges$/, 'charge'),
  list(/^\/v1\/disputes$/, 'dispute'),
  get(/^\/v1\/disputes\/(\w+)$/),
  list(/^\/v1\/payouts$/, 'payout'),
  list(/^\/v1\/transfers$/, 'transfer', ['transfer_group']),
  post(
    /^\/v1\/transfers$/,
    ['destination', 'amount', 'currency', 'transfer_group', 'metadata'],
    (account, form) => {
      const destination = account.get(textOf(form, 'destination') ?? '', 'destination')
      if ((destination.capabilities as { transfers: string }).transfers !== 'active')
        throw new StripeRefusal(400, {
          type: 'invalid_request_error',
          code: 'insufficient_capabilities_for_transfer',
          message: 'Your destination account needs to have the transfers capability enabled',
        })
      return account.add('tr', 'transfer', {
        destination: destination.id,
        amount: Number(textOf(form, 'amount')),
        currency: textOf(form, 'currency'),
        transfer_group: textOf(form, 'transfer_group'),
        metadata: mapOf(form, 'metadata'),
      })
    },
  ),
  post(/^\/v1\/accounts$/, ['country', 'controller', 'capabilities', 'metadata'], (account, form) =>
    account.add('acct', 'account', {
      country: textOf(form, 'country'),
      metadata: mapOf(form, 'metadata'),
      capabilities: { transfers: 'inactive' },
    }),
  ),
  get(/^\/v1\/accounts\/(\w+)$/),
  post(/^\/v1\/account_links$/, ['account', 'type', 'return_url', 'refresh_url'], (account, form) => {
    const { id } = account.get(textOf(form, 'account') ?? '', 'account')
    return { object: 'account_link', url: `https://connect.stripe.com/setup/e/${id}` }
  }),
]

/** `expand[]`: names become the things they name. */
export function expand(account: StripeAccount, answer: unknown, form: Form): unknown {
  const paths = [form.expand ?? []].flat().filter((path): path is string => typeof path === 'string')
  const copy = structuredClone(answer)
  for (const path of paths) {
    const isOfList = path.startsWith('data.')
    const things = isOfList ? (copy as { data: StripeObject[] }).data : [copy as StripeObject]
    const name = isOfList ? path.slice(5) : path
    for (const thing of things)
      if (typeof thing[name] === 'string') thing[name] = structuredClone(account.get(thing[name]))
  }
  return copy
}

function post(path: RegExp, takes: string[], does: Endpoint['does']): Endpoint {
  return { method: 'POST', path, takes, does }
}

function get(path: RegExp): Endpoint {
  return { method: 'GET', path, takes: ['expand'], does: (account, _form, id) => account.get(id) }
}

function list(path: RegExp, object: string, filters: string[] = []): Endpoint {
  return {
    method: 'GET',
    path,
    takes: [...listed, ...filters],
    does: (account, form) => {
      const created = mapOf(form, 'created')
      const all = account
        .all(object)
        .filter((one) => filters.every((name) => !form[name] || one[name] === form[name]))
        .filter(
          (one) => one.created >= Number(created.gte ?? 0) && one.created < Number(created.lt ?? Infinity),
        )
        .toReversed()
      const after = textOf(form, 'starting_after')
      const from = after ? all.findIndex((one) => one.id === after) + 1 : 0
      const limit = Math.min(Number(textOf(form, 'limit') ?? 10), account.pageMax)
      return {
        object: 'list',
        url: path.source,
        data: all.slice(from, from + limit),
        has_more: all.length > from + limit,
      }
    },
  }
}
