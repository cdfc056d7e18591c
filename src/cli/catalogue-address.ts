import { isLoopback } from '../platform/config.ts'
import { guardedFetch } from '../platform/network/guarded-fetch.ts'
import { publicNetwork } from '../platform/network/public-network.ts'
import { urls } from '../urls.ts'
import { type ReadTable, readCatalogueBytes } from './read-catalogue.ts'

/**
 * A catalogue from an address: of a Candour site, or of a CSV or JSON file. Only https from public addresses, as
 * strangers' addresses everywhere; this machine itself is reached when it is named.
 */
export async function readCatalogueAddress(
  address: string,
): Promise<(ReadTable & { source: string }) | { problem: string }> {
  if (!URL.canParse(address)) return { problem: `${address} is not an address.` }
  const url = new URL(address)
  const isFile = /\.(csv|tsv|json|jsonl|ndjson)$/i.test(url.pathname)
  const from = isFile ? url : new URL(urls.snapshotCatalogue(), url)
  const fetched = await guardedFetch(from.href, {
    network: publicNetwork,
    accept: 'application/json, text/csv;q=0.9',
    allowedOrigins: isLoopback(url.hostname) ? [url.origin] : [],
    bytesMax: 64 << 20,
    durationMillisecondsMax: 60_000,
  })
  if (fetched.status === 'not_fetched') {
    const why = `${fetched.why.replaceAll('_', ' ')}${fetched.argument === undefined ? '' : ` ${fetched.argument}`}`
    return {
      problem: `${from.href} can't be had (${why}). Give the https address of a Candour site, or of a CSV or JSON file.`,
    }
  }
  const read = readCatalogueBytes(fetched.bytes, fetched.contentType, from.href)
  return 'problem' in read ? read : { ...read, source: isFile ? from.href : url.origin }
}
