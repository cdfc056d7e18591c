import { Readable } from 'node:stream'
import type { Ctx } from '../../platform/web/context.ts'
import { notFound } from '../../platform/web/http-error.ts'

interface StoredFile {
  own: boolean
  name: string
  extension: string
  position: number
  media_type: string
  bytes: number
  content_hash: string
}

/**
 * Sends a handed-in file as a download. Whatever is in it, no browser runs it here: attachment, no guessing of types,
 * and a policy that would allow nothing. Only its author gets it under the name that it came with.
 */
export async function answerFile(c: Ctx, file: StoredFile): Promise<Response> {
  const { storage } = c.var.deps
  if ((await storage.size(file.content_hash)) === undefined) notFound()
  const name = file.own ? file.name : `file-${file.position}.${file.extension}`
  return c.body(Readable.toWeb(storage.stream(file.content_hash)) as ReadableStream, 200, {
    'content-type': file.media_type,
    'content-length': String(file.bytes),
    'content-disposition': `attachment; filename="${name.replace(/[^\x20-\x7e]|["\\]/g, '_')}"; filename*=UTF-8''${encodeName(name)}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'private, no-store',
  })
}

// RFC 8187: what encodeURIComponent leaves and the header must not hold.
function encodeName(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
