import type { Context } from 'hono'
import type { Locale } from '../../domain/locales.ts'
import type { Assets } from '../assets.ts'
import type { Deps } from '../deps.ts'
import type { Viewer } from '../sessions.ts'

export type Theme = 'light' | 'dark' | 'auto'

export interface Variables {
  deps: Deps
  assets: Assets
  viewer?: Viewer
  locale: Locale
  theme: Theme
  /** The country that the visitor chose; null: none. Nobody's place is looked up. */
  country: string | null
  /** What every answer of this request carries; not set where the page is kept for everybody. */
  answerHeaders?: Record<string, string>
}

export interface WebEnv {
  Variables: Variables
}

/** What a handler gets: the request, what the room needs from outside, and who is looking. */
export type Ctx = Context<WebEnv>

/** The viewer of a route whose rule asks for one. */
export function viewerOf(c: Ctx): Viewer {
  const viewer = c.get('viewer')
  if (!viewer) throw new Error(`${c.req.path} was reached without a viewer: its access rule must ask for one`)
  return viewer
}

/** What every page needs to know of the request (shape: ui/page-context.ts). */
export function pageOf(c: Ctx) {
  const { deps, assets, locale, theme, country, viewer } = c.var
  const url = new URL(c.req.url)
  return {
    locale,
    theme,
    country,
    path: url.pathname + url.search,
    now: deps.clock.now(),
    demo: deps.config.demo !== 'off',
    simulatedMoney: deps.config.stripe === undefined,
    publicUrl: deps.config.publicUrl.origin,
    asset: assets.url,
    viewer: viewer && {
      name: viewer.name || viewer.email,
      timeZone: viewer.timeZone,
      emailConfirmed: viewer.emailConfirmed,
      educator: viewer.roles.some((role) => role.role === 'educator'),
      author: viewer.roles.some((role) => role.role === 'author'),
      operator: viewer.roles.some((role) => role.role === 'operator'),
    },
  }
}
