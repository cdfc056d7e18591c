import type { AccessRule } from '../access.ts'
import type { Ctx } from './context.ts'

export type Handler = (c: Ctx) => Response | Promise<Response>

export interface Route {
  room: string
  method: 'GET' | 'POST'
  pattern: string
  access: AccessRule
  handler: Handler
  /** The page is the same for everybody without a session: rendered once and kept until the site changes. */
  kept: boolean
  bodyBytesMax: number
  /** Sent by programs rather than by a form of ours (a beacon): still bound to our own origin. */
  extraCsp?: 'wasm'
}

interface RouteOptions {
  kept?: boolean
  bodyBytesMax?: number
  extraCsp?: 'wasm'
}

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
      })
    }
  return { name, routes, get: add('GET'), post: add('POST') }
}

export type Room = ReturnType<typeof room>
