import type { Hono } from 'hono'
import { getCookie } from 'hono/cookie'
import type { VNode } from 'preact'
import { isCountry } from '../../domain/countries.ts'
import { isLocale, negotiateLocale } from '../../domain/locales.ts'
import type { Assets } from '../assets.ts'
import type { Deps } from '../deps.ts'
import { selectOptionalViewer, type Viewer } from '../sessions.ts'
import type { Ctx, Theme, WebEnv } from './context.ts'
import { hasSessionCookie, readSessionCookie } from './cookies.ts'
import { HttpError } from './http-error.ts'
import { answerKept, type KeptPages } from './kept-pages.ts'
import { compressFor, html, isFinished } from './respond.ts'
import type { LoadViewer, Route } from './room.ts'
import { requireSameOrigin } from './same-origin.ts'
import {
  embeddedImageHeaders,
  framedPageHeaders,
  pageHeaders,
  stripePageHeaders,
  transportHeaders,
  wasmPageHeaders,
} from './security-headers.ts'

interface MountOptions {
  deps: Deps
  assets: Assets
  kept: KeptPages
  routes: Route[]
  /** Renders what went wrong: 401 leads to signing in, the rest says what was kept and what to do. */
  errorPage: (c: Ctx, status: ErrorStatus, detail?: string) => VNode
}

export type ErrorStatus = HttpError['status'] | 500

/** Puts every route behind the same door: kept pages, session, same origin, size, access rule, headers. */
export function mount(app: Hono<WebEnv>, { deps, assets, kept, routes, errorPage }: MountOptions): void {
  const secure = deps.config.publicUrl.protocol === 'https:' ? transportHeaders : {}
  const headersOf = (route?: Route) => ({ ...routeHeaders(route, Boolean(deps.config.stripe)), ...secure })

  app.use('*', async (c, next) => {
    c.set('deps', deps)
    c.set('assets', assets)
    c.set('locale', localeOf(c))
    c.set('theme', themeOf(c))
    c.set('country', countryOf(c))
    return next()
  })

  app.get('/assets/:file', (c) => {
    const asset = assets.file(c.req.param('file'))
    if (!asset) return c.notFound()
    const headers = { 'content-type': asset.type, 'cache-control': 'public, max-age=31536000, immutable' }
    return answerKept(
      {
        ...asset,
        etag: '"immutable"',
        headers: { ...headers, ...secure, 'x-content-type-options': 'nosniff', vary: 'accept-encoding' },
      },
      c.req.header('accept-encoding'),
      undefined,
    )
  })

  for (const route of routes) {
    const common = headersOf(route)
    app.on(route.method, route.pattern, async (c) => {
      // No address of ours holds a zero byte, and PostgreSQL takes none.
      if (c.req.url.includes('%00')) throw new HttpError(404)
      const anonymous = !hasSessionCookie(c.req.header('cookie'))
      if (anonymous && isKept(c, route)) return answerKeptRoute(c, route, common)
      if (!anonymous) await setViewer(c, route.viewer)
      if (route.method === 'POST') {
        requireSameOrigin(c)
        limitBody(c, route.bodyBytesMax)
      }
      if (!route.access.allows(c.var.viewer)) throw new HttpError(c.var.viewer ? 403 : 401)
      c.set('answerHeaders', { ...common, 'cache-control': 'no-store', vary: 'accept-encoding' })
      const response = await route.handler(c)
      return isFinished(response) ? response : finish(c, response)
    })
  }

  async function answerKeptRoute(c: Ctx, route: Route, common: Record<string, string>): Promise<Response> {
    const key = `${c.var.locale} ${c.var.theme} ${c.var.country ?? ''} ${c.req.url.slice(c.req.url.indexOf('/', 8))}`
    const found = kept.find(key)
    if (found) return answerKept(found, c.req.header('accept-encoding'), c.req.header('if-none-match'))
    const { generation } = kept
    const response = await route.handler(c)
    const headers = {
      ...Object.fromEntries(response.headers),
      ...common,
      'cache-control': 'no-cache',
      vary: 'accept-encoding, accept-language, cookie',
    }
    const body = Buffer.from(await response.arrayBuffer())
    if (response.status !== 200)
      return new Response(body.length ? body : null, { status: response.status, headers })
    const page = kept.keep(key, generation, body, headers)
    return answerKept(page, c.req.header('accept-encoding'), c.req.header('if-none-match'))
  }

  app.notFound(async (c) => {
    await setViewer(c).catch(() => {})
    return answerError(c, 404)
  })

  app.onError(async (error, c) => {
    if (error instanceof HttpError) return answerError(c, error.status, error.message)
    if (isDatabaseAway(error)) return answerError(c, 503)
    deps.log.error('request-failed', error, { method: c.req.method, route: c.req.path })
    return answerError(c, 500)
  })

  function answerError(c: Ctx, status: ErrorStatus, detail?: string): Response | Promise<Response> {
    const common: Record<string, string> = { ...headersOf(), 'cache-control': 'no-store' }
    if (status === 503) common['retry-after'] = '5'
    if (status === 401 && c.req.method === 'GET' && wantsPage(c)) {
      const to = `/sign-in?${new URLSearchParams({ next: c.req.path })}`
      return c.body(null, 303, { ...common, location: to })
    }
    if (!wantsPage(c)) return c.json({ error: detail || statusWords[status], status }, status, common)
    c.set('answerHeaders', common)
    return html(c, errorPage(c, status, detail), status)
  }
}

const statusWords: Record<ErrorStatus, string> = {
  400: 'bad request',
  401: 'sign in first',
  403: 'not allowed',
  404: 'not found',
  409: 'something newer is there already',
  413: 'too large',
  415: 'not a kind of file that is taken here',
  422: 'some answers need a look',
  429: 'too many tries, wait a little',
  500: 'this failed on our side',
  503: 'back in a moment',
}

function routeHeaders(
  { extraCsp, embeddable }: Partial<Route> = {},
  hasStripe: boolean,
): Record<string, string> {
  if (embeddable === 'frame') return framedPageHeaders
  if (embeddable) return embeddedImageHeaders(embeddable.style)
  if (extraCsp === 'stripe' && hasStripe) return stripePageHeaders
  return extraCsp === 'wasm' ? wasmPageHeaders : pageHeaders
}

function wantsPage(c: Ctx): boolean {
  const accept = c.req.header('accept') ?? ''
  return accept.includes('text/html') || !accept.includes('json')
}

function isKept(c: Ctx, { kept }: Route): boolean {
  return kept === 'without_query' ? !c.req.url.includes('?') : kept
}

async function setViewer(c: Ctx, load: LoadViewer = loadViewer): Promise<void> {
  const token = readSessionCookie(c)
  if (token) c.set('viewer', await load(c, token))
}

function loadViewer(c: Ctx, token: string): Promise<Viewer | undefined> {
  return selectOptionalViewer(c.var.deps.db, token, c.var.deps.clock.now())
}

function localeOf(c: Ctx) {
  const chosen = getCookie(c, 'candour-language')
  return isLocale(chosen) ? chosen : negotiateLocale(c.req.header('accept-language'))
}

function themeOf(c: Ctx): Theme {
  const chosen = getCookie(c, 'candour-theme')
  return chosen === 'light' || chosen === 'dark' ? chosen : 'auto'
}

function countryOf(c: Ctx): string | null {
  const chosen = getCookie(c, 'candour-country')
  return isCountry(chosen) ? chosen : null
}

// The length is what the sender says; the server in front of this stops reading at it, and one that says nothing
// (chunked) is refused, because no browser sends a form that way.
function limitBody(c: Ctx, bytesMax: number): void {
  const length = c.req.header('content-length')
  if (length === undefined) {
    if (c.req.header('transfer-encoding'))
      throw new HttpError(413, `at most ${bytesMax} bytes, with their length said before`)
    return
  }
  if (Number(length) > bytesMax) throw new HttpError(413, `at most ${bytesMax} bytes`)
}

// What isn't a page of ours: JSON, files, streams.
async function finish(c: Ctx, response: Response): Promise<Response> {
  const type = response.headers.get('content-type') ?? ''
  const out = new Headers(c.var.answerHeaders)
  response.headers.forEach((value, name) =>
    name === 'set-cookie' ? out.append(name, value) : out.set(name, value),
  )
  const { status } = response
  const isText = /^(text|application\/(json|ld\+json|javascript))|svg/.test(type)
  if (!response.body || !isText || response.headers.has('content-encoding'))
    return new Response(response.body, { status, headers: out })
  const body = Buffer.from(await response.arrayBuffer())
  const small = compressFor(c.req.header('accept-encoding'), body)
  if (!small) return new Response(body as BodyInit, { status, headers: out })
  out.set('content-encoding', small.encoding)
  return new Response((await small.body) as BodyInit, { status, headers: out })
}

function isDatabaseAway(error: unknown): boolean {
  const {
    code,
    syscall,
    message = '',
  } = (error ?? {}) as { code?: string; syscall?: string; message?: string }
  // 08: connection lost; 53: no disk, memory or connection left; 57P0: stopping or starting.
  if (code && (/^(08|53|57P0)/.test(code) || ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(code)))
    return true
  if (code === 'ENOENT' && syscall === 'connect') return true
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
    message,
  )
}
