import { isPublicAddress } from './public-address.ts'

/** The network as the guard sees it, so that tests need none. */
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

export type FetchFailure =
  | 'address_malformed'
  | 'https_only'
  | 'address_password'
  | 'host_no_address'
  | 'host_not_found'
  | 'host_not_public'
  | 'host_unreachable'
  | 'http_status'
  | 'redirects'
  | 'answer_large'
  | 'too_slow'

/** What came back, or why nothing did; `argument` is a status or an error code. */
export type Fetched =
  | { status: 'fetched'; url: string; contentType: string; bytes: Uint8Array }
  | { status: 'not_fetched'; why: FetchFailure; argument?: string }

export type FetchOptions = {
  network: Network
  accept: string
  /** Origins for which the guard is lifted, by name only. */
  allowedOrigins?: string[]
  bytesMax?: number
  durationMillisecondsMax?: number
}

const BYTES_MAX = 1024 * 1024
const DURATION_MILLISECONDS_MAX = 5_000
const REDIRECTS_MAX = 3

/**
 * Fetches what strangers name without letting them reach into our network: only https, only hosts all of whose
 * addresses are public, connected to the very address that was checked (no second look-up that could answer
 * differently), every redirect checked again, at most 1 MB and 5 seconds in all.
 */
export function guardedFetch(address: string, options: FetchOptions): Promise<Fetched> {
  return guardedFetchOr<never>(address, options)
}

/** As `guardedFetch`, and what `instead` answers where it has an answer of its own. */
export async function guardedFetchOr<Own>(
  address: string,
  options: FetchOptions & { instead?: (url: URL) => Promise<Own> | undefined },
): Promise<Fetched | Own> {
  const signal = AbortSignal.timeout(options.durationMillisecondsMax ?? DURATION_MILLISECONDS_MAX)
  try {
    return await fetchFollowing(address, options, signal)
  } catch (error) {
    return signal.aborted ? notFetched('too_slow') : reasonOf(error)
  }
}

async function fetchFollowing<Own>(
  address: string,
  options: FetchOptions & { instead?: (url: URL) => Promise<Own> | undefined },
  signal: AbortSignal,
): Promise<Fetched | Own> {
  let next = address
  for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects += 1) {
    if (!URL.canParse(next)) return notFetched('address_malformed')
    const url = new URL(next)
    const own = options.instead?.(url)
    if (own) return own
    const response = await fetchOnce(url, options, signal)
    if ('why' in response) return response
    if (!isRedirect(response)) return asFetched(url, response, options)
    next = new URL(response.location ?? '', url).href
  }
  return notFetched('redirects')
}

async function fetchOnce(
  url: URL,
  options: FetchOptions,
  signal: AbortSignal,
): Promise<NetworkResponse | { status: 'not_fetched'; why: FetchFailure }> {
  const isAllowed = options.allowedOrigins?.includes(url.origin) ?? false
  const refusal = isAllowed ? undefined : refusalOf(url)
  if (refusal) return notFetched(refusal)
  const addresses = await untilAborted(options.network.resolve(hostOf(url)), signal)
  const address = addresses[0]
  if (!address) return notFetched('host_no_address')
  // One private address among public ones is refused too: the next connection might take it.
  if (!isAllowed && !addresses.every(isPublicAddress)) return notFetched('host_not_public')
  const bytesMax = options.bytesMax ?? BYTES_MAX
  const { accept } = options
  return untilAborted(options.network.request({ url, address, accept, bytesMax, signal }), signal)
}

function asFetched(
  url: URL,
  response: NetworkResponse,
  { bytesMax = BYTES_MAX }: { bytesMax?: number },
): Fetched {
  if (response.status !== 200) return notFetched('http_status', String(response.status))
  if (response.isCutOff || response.body.length > bytesMax) return notFetched('answer_large')
  return { status: 'fetched', url: url.href, contentType: response.contentType, bytes: response.body }
}

function refusalOf(url: URL): FetchFailure | undefined {
  if (url.protocol !== 'https:') return 'https_only'
  if (url.username || url.password) return 'address_password'
  return undefined
}

function isRedirect(response: NetworkResponse): boolean {
  return [301, 302, 303, 307, 308].includes(response.status) && response.location !== undefined
}

/** Without the brackets of an IPv6 literal. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
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

function reasonOf(error: unknown): Fetched {
  const code = (error as NodeJS.ErrnoException | undefined)?.code
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return notFetched('host_not_found')
  return notFetched('host_unreachable', code ?? 'unknown')
}

function notFetched(
  why: FetchFailure,
  argument?: string,
): { status: 'not_fetched'; why: FetchFailure; argument?: string } {
  return { status: 'not_fetched', why, ...(argument === undefined ? {} : { argument }) }
}
