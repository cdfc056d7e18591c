import { Hono } from 'hono'
import { errorPage } from './features/operations/error.page.tsx'
import { loadAssets } from './platform/assets.ts'
import type { Deps } from './platform/deps.ts'
import { watchSiteState } from './platform/site-state.ts'
import type { WebEnv } from './platform/web/context.ts'
import { KeptPages } from './platform/web/kept-pages.ts'
import { mount } from './platform/web/mount.ts'
import { rooms } from './rooms.ts'

export interface App {
  fetch: Hono<WebEnv>['fetch']
  request: Hono<WebEnv>['request']
  /** Stops listening for changes of the site. */
  close(): Promise<void>
}

/**
 * The map of the site: what every request passes, then one mount per room (rooms.ts).
 * @param deps everything from outside: database, clock, randomness, network, gateways
 */
export function createApp(deps: Deps): App {
  const app = new Hono<WebEnv>()
  const kept = new KeptPages()
  const stopWatching = watchSiteState(deps.pool, () => kept.clear())
  mount(app, { deps, assets: loadAssets(), kept, errorPage, routes: rooms.flatMap((room) => room.routes) })
  return { fetch: app.fetch, request: app.request, close: stopWatching }
}
