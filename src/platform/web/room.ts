import type { AccessRule } from '../access.ts'
import type { Viewer } from '../sessions.ts'
import type { Ctx } from './context.ts'

export type Handler = (c: Ctx) => Response | Promise<Response>
/** Finds who a session's token belongs to. */
export type LoadViewer = (c: Ctx, token: string) => Promise<Viewer | undefined>

export interface Route {
  room: string
  method: 'GET' | 'POST'
  pattern: string
  access: AccessRule
  handler: Handler
  /**
   * The page is the same for everybody without a session: rendered once and kept until the site changes. Where its query
   * is somebody's own words, only the bare address is kept.
   */
  kept: boolean | 'without_query'
  bodyBytesMax: number
  /** Labs run WebAssembly in the page; cards are typed into Stripe's own fields, where Stripe is set up. */
  extraCsp?: 'wasm' | 'stripe'
  /** What other sites may show: a page in a frame, or an image with this style sheet in it. Everything else never. */
  embeddable?: 'frame' | { style: string }
  /** Where a page's own facts come with the viewer in one statement; without it the viewer is asked for alone. */
  viewer?: LoadViewer
}

type RouteOptions = Partial<Pick<Route, 'kept' | 'bodyBytesMax' | 'extraCsp' | 'embeddable' | 'viewer'>>

const formBytesMax = 256 * 1024

/**
 * The routes of one room: a list, read top-down, each with its access rule. The app mounts it; tests walk it.
 */
export function room(name: string) {
  const routes: Route[] = []
  const add =
    (method: Route['method']) =>
    (url: { pattern: string }, access: AccessRule, handler: Handler, options: RouteOptions = {}): void => {
      routes.push({
        room: name,
        method,
        pattern: url.pattern,
        access,
        handler,
        kept: options.kept ?? false,
        bodyBytesMax: options.bodyBytesMax ?? formBytesMax,
        extraCsp: options.extraCsp,
        embeddable: options.embeddable,
        viewer: options.viewer,
      })
    }
  return { name, routes, get: add('GET'), post: add('POST') }
}

export type Room = ReturnType<typeof room>
