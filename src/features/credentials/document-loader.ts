import { type Fetched, guardedFetchOr, type Network } from '../../platform/network/guarded-fetch.ts'
import { detail } from './verify/details.ts'

export type { Network, NetworkRequest, NetworkResponse } from '../../platform/network/guarded-fetch.ts'

/** What came back, or why nothing did (a detail code). */
export type Loaded =
  | { status: 'loaded'; url: string; contentType: string; bytes: Uint8Array }
  | { status: 'not_loaded'; why: string }

export type DocumentLoader = (url: string) => Promise<Loaded>

export type LoaderOptions = {
  network: Network
  /** Documents under our own address never go through the network: they come from the database. */
  own?: { origin: string; read: (url: URL) => Promise<Loaded> }
  /** Origins for which the guard is lifted, by name only (`--allow-origin`). */
  allowedOrigins?: string[]
  bytesMax?: number
  durationMillisecondsMax?: number
}

const ACCEPT =
  'application/vc+ld+json, application/vc, application/vc+jwt, application/did+json, application/ld+json, application/json;q=0.9, image/svg+xml;q=0.5, image/png;q=0.5'

/** Makes a loader that fetches documents named by strangers, guarded (platform/network/guarded-fetch.ts). */
export function guardedLoader({ own, ...options }: LoaderOptions): DocumentLoader {
  return async (address) =>
    asLoaded(
      await guardedFetchOr<Loaded>(address, {
        ...options,
        accept: ACCEPT,
        instead: (url) => (own && url.origin === own.origin ? own.read(url) : undefined),
      }),
    )
}

function asLoaded(fetched: Fetched | Loaded): Loaded {
  if (fetched.status === 'fetched') return { ...fetched, status: 'loaded' }
  if (fetched.status === 'not_fetched')
    return { status: 'not_loaded', why: detail(fetched.why, fetched.argument) }
  return fetched
}
