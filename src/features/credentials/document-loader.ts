import { isPublicAddress } from './public-address.ts'
import { detail } from './verify/details.ts'

/** What came back, or why nothing did (a detail code). */
export type Loaded =
  | { status: 'loaded'; url: string; contentType: string; bytes: Uint8Array }
  | { status: 'not_loaded'; why: string }

export type DocumentLoader = (url: string) => Promise<Loaded>

/** The network as the loader sees it, so that tests need none. */
export type Network = {
  /** All IP addresses of a host name. */
  resolve: (host: string) => Promise<string[]>
  /** One GET without following redirects, connected to `address`; the body is cut off after `bytesMax`. */
  request: (input: NetworkRequest) => Promise<NetworkResponse>
}
export type NetworkRequest = {
  url: URL
  address: string
  accept: string
  bytesMax: number
  signal: AbortSignal
}
export type NetworkResponse = {
  status: number
  location?: string
  contentType: string
  body: Uint8Array
  isCutOff: boolean
}

export type LoaderOptions = {
  network: Network
  /** Documents under our own address never go through the network: they come from the database. */
  own?: { origin: string; read: (url: URL) => Promise<Loaded> }
  /** Origins for which the guard is lifted, by name only (`--allow-origin`). */
  allowedOrigins?: string[]
  bytesMax?: number
  durationMillisecondsMax?: number
}

const BYTES_MAX = 1024 * 1024
const DURATION_MILLISECONDS_MAX = 5_000
const REDIRECTS_MAX = 3
const ACCEPT =
  'application/vc+ld+json, application/vc, application/vc+jwt, application/did+json, application/ld+json, application/json;q=0.9, image/svg+xml;q=0.5, image/png;q=0.5'

/**
 * Makes a loader that fetches documents named by strangers without letting them reach into our network: only https,
 * only hosts all of whose addresses are public, connected to the very address that was checked (no second look-up that
 * could answer differently), every redirect checked again, at most 1 MB and 5 seconds in all.
 */
export function guardedLoader(options: LoaderOptions): DocumentLoader {
  return async (address) => {
    const signal = AbortSignal.timeout(options.durationMillisecondsMax ?? DURATION_MILLISECONDS_MAX)
    try {
      return await loadFollowing(address, options, signal)
    } catch (error) {
      return notLoaded(signal.aborted ? detail('too_slow') : reasonOf(error))
    }
  }
}

async function loadFollowing(address: string, options: LoaderOptions, signal: AbortSignal): Promise<Loaded> {
  let next = address
  for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects += 1) {
    const url = parseUrl(next)
    if (!url) return notLoaded(detail('address_malformed'))
    if (options.own && url.origin === options.own.origin) return options.own.read(url)
    const response = await loadOnce(url, options, signal)
    if ('why' in response) return response
    if (!isRedirect(response)) return asLoaded(url, response, options)
    next = new URL(response.location ?? '', url).href
  }
  return notLoaded(detail('redirects'))
}

async function loadOnce(
  url: URL,
  options: LoaderOptions,
  signal: AbortSignal,
): Promise<NetworkResponse | { status: 'not_loaded'; why: string }> {
  const isAllowed = options.allowedOrigins?.includes(url.origin) ?? false
  const refusal = isAllowed ? undefined : refusalOf(url)
  if (refusal) return notLoaded(refusal)
  const addresses = await untilAborted(options.network.resolve(hostOf(url)), signal)
  const address = addresses[0]
  if (!address) return notLoaded(detail('host_no_address'))
  // One private address among public ones is refused too: the next connection might take it.
  if (!isAllowed && !addresses.every(isPublicAddress)) return notLoaded(detail('host_not_public'))
  const bytesMax = options.bytesMax ?? BYTES_MAX
  return untilAborted(options.network.request({ url, address, accept: ACCEPT, bytesMax, signal }), signal)
}

function asLoaded(url: URL, response: NetworkResponse, options: LoaderOptions): Loaded {
  if (response.status !== 200) return notLoaded(detail('http_status', String(response.status)))
  if (response.isCutOff || response.body.length > (options.bytesMax ?? BYTES_MAX))
    return notLoaded(detail('answer_large'))
  return { status: 'loaded', url: url.href, contentType: response.contentType, bytes: response.body }
}

function refusalOf(url: URL): string | undefined {
  if (url.protocol !== 'https:') return detail('https_only')
  if (url.username || url.password) return detail('address_password')
  return undefined
}

function isRedirect(response: NetworkResponse): boolean {
  return [301, 302, 303, 307, 308].includes(response.status) && response.location !== undefined
}

/** Without the brackets of an IPv6 literal. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}

/** A network that ignores the signal must not hold the answer up. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new Error('aborted'))
    signal.addEventListener('abort', stop)
  })
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', stop))
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return detail('host_not_found')
  return detail('host_unreachable', code ?? 'unknown')
}

function notLoaded(why: string): { status: 'not_loaded'; why: string } {
  return { status: 'not_loaded', why }
}
