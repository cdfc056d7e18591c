import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { brotliCompress, constants, createGzip, gzip } from 'node:zlib'
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

/**
 * Sends a long text as it is made, compressed on the way: never more than a piece of it is in memory, and it is made no
 * faster than the other side reads. Null for an answer without a body.
 */
export function stream(
  c: Ctx,
  pieces: AsyncIterable<string> | null,
  headers: Record<string, string>,
  status: 200 | 304 = 200,
): Response {
  const all = { ...c.var.answerHeaders, ...headers }
  if (!pieces) return finish(c.body(null, status, all))
  const text = Readable.from(bytesOf(pieces), { objectMode: false })
  if (!c.req.header('accept-encoding')?.includes('gzip'))
    return finish(new Response(webStream(text), { status, headers: all }))
  const packed = text.pipe(createGzip({ level: 3 }))
  // A failure on the way breaks the answer off, so that half a file does not look whole.
  text.on('error', (error) => packed.destroy(error))
  return finish(new Response(webStream(packed), { status, headers: { ...all, 'content-encoding': 'gzip' } }))
}

async function* bytesOf(pieces: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) if (piece) yield Buffer.from(piece)
}

// Node's and the web's streams are one thing with two types.
function webStream(readable: Readable): BodyInit {
  return Readable.toWeb(readable) as unknown as BodyInit
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
