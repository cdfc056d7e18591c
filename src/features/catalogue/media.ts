import { Readable } from 'node:stream'
import type { Ctx } from '../../platform/web/context.ts'
import { found, HttpError, notFound } from '../../platform/web/http-error.ts'
import { selectOptionalMedia } from './queries.ts'

const hashPattern = /^[0-9a-f]{64}$/

// Media come from providers: nothing in them may run, whatever a browser is told to do with the address.
const mediaPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
const shownTypes = /^(image|video|audio|text)\//

/** A file of a published edition, whole or the part that a player asks for. It never changes under its hash. */
export async function answerMedia(c: Ctx): Promise<Response> {
  const { deps } = c.var
  const hash = c.req.param('hash') ?? ''
  if (!hashPattern.test(hash)) notFound()
  const media = found(await selectOptionalMedia(deps.db, hash))
  const headers: Record<string, string> = {
    'content-type': media.media_type,
    'cache-control': 'public, max-age=31536000, immutable',
    etag: `"${hash}"`,
    'accept-ranges': 'bytes',
    'content-security-policy': mediaPolicy,
    ...(shownTypes.test(media.media_type) ? {} : { 'content-disposition': 'attachment' }),
  }
  if (c.req.header('if-none-match')?.includes(hash)) return new Response(null, { status: 304, headers })
  // Text goes through the frame's compression, which needs it whole; it is small.
  if (/^(text|application\/json|image\/svg)/.test(media.media_type))
    return new Response(new Uint8Array(await deps.storage.read(hash)), { headers })
  const range = rangeOf(c.req.header('range'), media.bytes)
  const stream = Readable.toWeb(deps.storage.stream(hash, range)) as ReadableStream<Uint8Array>
  if (!range) return new Response(stream, { headers: { ...headers, 'content-length': String(media.bytes) } })
  return new Response(stream, {
    status: 206,
    headers: {
      ...headers,
      'content-length': String(range.end - range.start + 1),
      'content-range': `bytes ${range.start}-${range.end}/${media.bytes}`,
    },
  })
}

/** One range of bytes (RFC 9110 §14.1.2); several at once, or none that is understood, are answered whole. */
export function rangeOf(
  header: string | undefined,
  bytes: number,
): { start: number; end: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return undefined
  const [, from, to] = match
  const start = from === '' ? Math.max(0, bytes - Number(to)) : Number(from)
  const end = from === '' || to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1)
  if (start > end) throw new HttpError(400, 'the range lies outside of the file')
  return { start, end }
}
