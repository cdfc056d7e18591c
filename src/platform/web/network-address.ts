import { createHash } from 'node:crypto'
import type { Ctx } from './context.ts'

/** The network address of who asks, hashed: enough to count tries, nothing to keep. */
export function hashedAddressOf(c: Ctx): string {
  const incoming = (c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming
  return createHash('sha256')
    .update(incoming?.socket?.remoteAddress ?? 'local')
    .digest('base64url')
    .slice(0, 22)
}
