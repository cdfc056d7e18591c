import { createHash } from 'node:crypto'
import type { Asset } from '../assets.ts'
import { compress } from '../assets.ts'

// Pages that everybody without a session sees alike: rendered once, kept with their compressed forms and ETag, and
// served as bytes until the site changes (a figures release, an edition). No query on the way.

interface KeptPage extends Asset {
  etag: string
  headers: Record<string, string>
}

const pagesMax = 400
const bytesMax = 48 * 1024 * 1024

export class KeptPages {
  readonly #pages = new Map<string, KeptPage>()
  #bytes = 0
  #generation = 0

  /** Forgets everything: called when the site's state changed. */
  clear(): void {
    this.#pages.clear()
    this.#bytes = 0
    this.#generation++
  }

  /** A page rendered before a change must not be kept after it: `keep` takes the generation it began in. */
  get generation(): number {
    return this.#generation
  }

  find(key: string): KeptPage | undefined {
    const page = this.#pages.get(key)
    if (page) {
      // Most recently used last, so that the oldest goes first.
      this.#pages.delete(key)
      this.#pages.set(key, page)
    }
    return page
  }

  keep(key: string, generation: number, body: Buffer, headers: Record<string, string>): KeptPage {
    const page: KeptPage = {
      ...compress(body, headers['content-type'] ?? 'text/html; charset=utf-8', 7),
      etag: `"${createHash('sha1').update(body).digest('base64url')}"`,
      headers,
    }
    if (generation === this.#generation && body.length < 1024 * 1024) {
      this.#pages.set(key, page)
      this.#bytes += weight(page)
      for (const [oldest, old] of this.#pages) {
        if (this.#pages.size <= pagesMax && this.#bytes <= bytesMax) break
        this.#pages.delete(oldest)
        this.#bytes -= weight(old)
      }
    }
    return page
  }
}

function weight(page: KeptPage): number {
  return page.body.length + page.brotli.length + page.gzip.length
}

/** The response for a kept page: 304 where the browser has it, else the form that it accepts. */
export function answerKept(
  page: KeptPage,
  accepts: string | undefined,
  ifNoneMatch: string | undefined,
): Response {
  const headers: Record<string, string> = { ...page.headers, etag: page.etag }
  if (ifNoneMatch !== undefined && ifNoneMatch.includes(page.etag))
    return new Response(null, { status: 304, headers })
  if (accepts?.includes('br')) {
    headers['content-encoding'] = 'br'
    return new Response(page.brotli as BodyInit, { headers })
  }
  if (accepts?.includes('gzip')) {
    headers['content-encoding'] = 'gzip'
    return new Response(page.gzip as BodyInit, { headers })
  }
  return new Response(page.body as BodyInit, { headers })
}
