import type { Ctx } from './context.ts'
import { HttpError } from './http-error.ts'

/**
 * Refuses a request that changes something unless it comes from a page of ours. Browsers say so themselves
 * (Sec-Fetch-Site, or Origin in older ones), which neither scripts nor pages of others can forge; a request that
 * says nothing is refused where it carries a session.
 */
export function requireSameOrigin(c: Ctx): void {
  const site = c.req.header('sec-fetch-site')
  if (site === 'same-origin') return
  const origin = c.req.header('origin')
  if (origin !== undefined && site === undefined) {
    if (origin === c.var.deps.config.publicUrl.origin || origin === new URL(c.req.url).origin) return
  } else if (origin === undefined && site === undefined && !c.var.viewer) return
  throw new HttpError(403, 'cross-origin')
}
