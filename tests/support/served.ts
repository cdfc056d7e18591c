import { createServer } from 'node:net'
import { serve } from '@hono/node-server'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { createApp } from '../../src/app.tsx'
import { launchBrowser } from './browser.ts'
import { openTestSite, type TestSite } from './site.ts'

/** A test site that a real browser can visit. */
export interface ServedSite extends TestSite {
  origin: string
  browser: Browser
  /** A person's browser: own cookies, own window. */
  person(options?: { script?: boolean; locale?: string; dark?: boolean; width?: number }): Promise<Page>
}

export async function serveTestSite(options: Parameters<typeof openTestSite>[0] = {}): Promise<ServedSite> {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const site = await openTestSite({
    ...options,
    env: { ...options.env, PORT: String(port), PUBLIC_URL: origin },
  })
  const app = createApp(site.deps)
  const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' })
  const browser = await launchBrowser()
  const contexts: BrowserContext[] = []
  return {
    ...site,
    origin,
    browser,
    async person({ script = true, locale = 'en-GB', dark = false, width = 1280 } = {}) {
      const context = await browser.newContext({
        baseURL: origin,
        javaScriptEnabled: script,
        locale,
        colorScheme: dark ? 'dark' : 'light',
        viewport: { width, height: 900 },
      })
      contexts.push(context)
      const page = await context.newPage()
      page.on('pageerror', (error) => {
        throw error
      })
      return page
    },
    async close() {
      for (const context of contexts) await context.close()
      await browser.close()
      if ('closeAllConnections' in server) server.closeAllConnections()
      await new Promise((done) => server.close(done))
      await app.close()
      await site.close()
    },
  }
}

/** A port that nothing listens on. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.on('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => done(port))
    })
  })
}
