import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rooms } from '../../src/rooms.ts'
import { violationsOf } from '../support/axe.ts'
import { type PagesWorld, pathsOf, preparePages } from '../support/pages.ts'
import { type ServedSite, serveTestSite } from '../support/served.ts'

// Every page of urls.ts, in light, dark and Arabic: no violation of WCAG 2.2 A or AA, nothing wider than the screen.

let site: ServedSite
let world: PagesWorld

beforeAll(async () => {
  site = await serveTestSite({ demo: true })
  world = await preparePages(site)
})
afterAll(() => site.close())

describe('every page', () => {
  test('has a place in this test', () => {
    const covered = new Set(pathsOf(world).map((page) => page.name))
    const missing = rooms
      .flatMap((room) => room.routes)
      .filter((route) => route.method === 'GET')
      .map((route) => route.pattern)
      .filter((pattern) => !covered.has(pattern) && !world.notPages.has(pattern))
    expect(missing).toEqual([])
  })

  // Both at once: most of the time goes to waiting for pages.
  test.concurrent.each([
    ['in English at a desk, and in the dark on a phone', { locale: 'en-GB', width: 1280 }],
    ['in Arabic on a phone', { locale: 'ar', width: 390 }],
  ])('passes axe and fits the screen %s', async (_, options) => {
    const found: string[] = []
    for (const who of ['nobody', 'learner', 'payer', 'educator', 'operator'] as const) {
      const page = await site.person(options)
      await page.context().addCookies(world.cookies[who])
      for (const { name, path, as } of pathsOf(world)) {
        if (as !== who) continue
        const response = await page.goto(path)
        if (!response || response.status() >= 400) {
          found.push(`${path} answered ${response?.status()}`)
          continue
        }
        // An editor or another living part is looked at when it stands.
        if ((await page.locator('[data-island]').count()) > 0) await page.waitForLoadState('networkidle')
        const look = async (which: 'all' | 'looks') => {
          found.push(...(await violationsOf(page, which)).map((violation) => `${name}: ${violation}`))
          const tooWide = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          )
          if (tooWide > 1) found.push(`${name}: ${tooWide} px wider than the screen`)
        }
        await look('all')
        if (options.width === 390) continue
        await page.emulateMedia({ colorScheme: 'dark' })
        await page.setViewportSize({ width: 390, height: 900 })
        await look('looks')
        await page.emulateMedia({ colorScheme: 'light' })
        await page.setViewportSize({ width: 1280, height: 900 })
      }
      await page.context().close()
    }
    expect(found).toEqual([])
  })
})
