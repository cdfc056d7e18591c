import type { Stripe } from 'stripe'
import type { StripeKeys } from '../../../platform/config.ts'
import type { Deps } from '../../../platform/deps.ts'
import { GatewayUnclear } from '../gateway.ts'

// The only door to Stripe's library. It is loaded when it is first needed, so that a site with simulated payments
// never pays for it, and it speaks through the site's own network.

export interface StripeOptions {
  keys: StripeKeys
  /** Where the API is, if it isn't Stripe's: tests put a server of their own here. */
  server?: { host: string; port: number; protocol: 'http' | 'https' }
  timeoutMs?: number
  retriesMax?: number
}

export interface StripeDeps {
  deps: Pick<Deps, 'db' | 'clock' | 'fetch' | 'log' | 'config'>
  options: StripeOptions
  client(): Promise<Stripe>
}

/** The library's client, made once. */
export function stripeDeps(deps: StripeDeps['deps'], options: StripeOptions): StripeDeps {
  let made: Promise<Stripe> | undefined
  return {
    deps,
    options,
    client: () => {
      made ??= makeClient(deps, options)
      return made
    },
  }
}

async function makeClient(
  deps: StripeDeps['deps'],
  { keys, server, timeoutMs, retriesMax }: StripeOptions,
): Promise<Stripe> {
  const { default: Stripe } = await import('stripe')
  return new Stripe(keys.secretKey, {
    httpClient: Stripe.createFetchHttpClient(deps.fetch),
    // What is sent twice carries its idempotency key, so that Stripe does it once.
    maxNetworkRetries: retriesMax ?? 2,
    timeout: timeoutMs ?? 20_000,
    // Nothing of ours is measured by others.
    telemetry: false,
    ...server,
  })
}

interface StripeFailure {
  type?: string
  code?: string
  param?: string
  statusCode?: number
}

/** What the library threw, where it is an answer of Stripe's or of the network. */
export function failureOf(error: unknown): StripeFailure | undefined {
  const { type } = (error ?? {}) as StripeFailure
  return typeof type === 'string' && type.startsWith('Stripe') ? (error as StripeFailure) : undefined
}

/** No answer, or one that says nothing of what happened: time-outs, 5xx, too many requests, the same key under way. */
export function isUnclear(failure: StripeFailure): boolean {
  return (
    failure.type === 'StripeConnectionError' ||
    failure.type === 'StripeAPIError' ||
    failure.type === 'StripeRateLimitError' ||
    failure.code === 'idempotency_key_in_use' ||
    failure.code === 'lock_timeout' ||
    failure.statusCode === 409 ||
    (failure.statusCode ?? 0) >= 500
  )
}

/** Runs a question to Stripe; without a usable answer it throws GatewayUnclear, which says nothing that is secret. */
export async function asking<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question()
  } catch (error) {
    const failure = failureOf(error)
    if (failure && isUnclear(failure))
      throw new GatewayUnclear(
        `stripe: ${failure.type}${failure.code ? ` ${failure.code}` : ''}${failure.statusCode ? ` (${failure.statusCode})` : ''}`,
      )
    throw error
  }
}

/** Seconds of Stripe as a moment. */
export function momentOf(seconds: number): Date {
  return new Date(seconds * 1000)
}
