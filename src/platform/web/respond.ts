import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { Ctx } from './context.ts'

type Status = 200 | 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503

/** Renders a page. Headers are set before the body: after it they would cost several times the request. */
export function html(c: Ctx, page: VNode, status: Status = 200): Response {
  return c.body(`<!doctype html>${renderToString(page)}`, status, {
    'content-type': 'text/html; charset=utf-8',
  })
}

/** After a form did its work: the browser fetches the next page with GET, so that reload repeats nothing. */
export function seeOther(c: Ctx, path: string): Response {
  return c.body(null, 303, { location: path })
}
