import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { Ctx } from './context.ts'

type Status = 200 | 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503

// Answers that need nothing more: their headers and compressed body were given when they were made. Adding to a
// finished response would cost several times the whole request.
const finished = new WeakSet<Response>()

export function isFinished(response: Response): boolean {
  return finished.has(response)
}

/** Renders a page. */
export function html(c: Ctx, page: VNode, status: Status = 200): Response | Promise<Response> {
  const text = `<!doctype html>${renderToString(page)}`
  const headers = { ...c.var.answerHeaders, 'content-type': 'text/html; charset=utf-8' }
  // A page that is kept is finished by who keeps it.
  if (!c.var.answerHeaders) return c.body(text, status, headers)
  const small = compressFor(c.req.header('accept-encoding'), text)
  if (!small) return finish(c.body(text, status, headers))
  return small.body.then((body) =>
    finish(
      c.body(body as Uint8Array<ArrayBuffer>, status, { ...headers, 'content-encoding': small.encoding }),
    ),
  )
}

/** After a form did its work: the browser fetches the next page with GET, so that reload repeats nothing. */
export function seeOther(c: Ctx, path: string): Response {
  return finish(c.body(null, 303, { ...c.var.answerHeaders, location: path }))
}

/** A script's request was carried out, and there is nothing to say. */
export function noContent(c: Ctx): Response {
  return finish(c.body(null, 204, { ...c.var.answerHeaders }))
}

const compressBrotli = promisify(brotliCompress)
const compressGzip = promisify(gzip)
const compressedFromBytes = 1024

/** The compressed form that a browser takes, off the event loop; undefined where it isn't worth it. */
export function compressFor(
  accepts: string | undefined,
  body: string | Buffer,
): { encoding: 'br' | 'gzip'; body: Promise<Buffer> } | undefined {
  if (!accepts || body.length < compressedFromBytes) return undefined
  if (accepts.includes('br'))
    return {
      encoding: 'br',
      body: compressBrotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } }),
    }
  return accepts.includes('gzip') ? { encoding: 'gzip', body: compressGzip(body, { level: 3 }) } : undefined
}

function finish(response: Response): Response {
  finished.add(response)
  return response
}
