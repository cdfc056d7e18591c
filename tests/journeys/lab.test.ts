import { mkdirSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { violationsOf } from '../support/axe.ts'
import { type ServedSite, serveTestSite } from '../support/served.ts'
import { enrolFree, labSolution, publishWeaving, signedIn, type World } from '../worlds.ts'

// A lab by hand: write, run, fail, mend, stop, hand in, be marked; two windows; keyboard; axe.

let site: ServedSite
let world: World
let path: string
let cookie: string

beforeAll(async () => {
  site = await serveTestSite()
  world = await publishWeaving(site.deps, { required: ['lab'] })
  const { visitor } = await signedIn(site, { email: 'mira@example.org' })
  const enrolment = await enrolFree(visitor)
  path = `/learn/${enrolment}/items/${world.items.lab}`
  cookie = visitor.cookies.get('candour-session') ?? ''
})
afterAll(() => site.close())

async function open(options: Parameters<ServedSite['person']>[0] = {}): Promise<Page> {
  const page = await site.person(options)
  await page.context().addCookies([{ name: 'candour-session', value: cookie, url: site.origin }])
  await page.goto(path)
  if (options.script !== false) await page.waitForSelector('.cm-content')
  return page
}

async function write(page: Page, code: string): Promise<void> {
  await page.locator('.cm-content').click()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(code)
}

const status = (page: Page) => page.locator('.results [role="status"]')

describe('a lab in the browser', () => {
  test('is run with one key, fails with expected and got, is mended, handed in and marked', async () => {
    const page = await open()
    const refused: string[] = []
    page.on('console', (message) => {
      // Where text is replaced in an editable place, Chrome itself wants to keep its colour as an inline style.
      if (message.type() === 'error' && !message.text().startsWith('Applying inline style'))
        refused.push(message.text())
    })
    await page.locator('.cm-content').click()
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => status(page).textContent(), { timeout: 20_000 }).toContain('0 of 1 tests passed')
    expect(await page.locator('.compared').textContent()).toMatch(/Expected\s*24\s*Got\s*3/)
    await write(page, labSolution['threads.js'] ?? '')
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => status(page).textContent()).toContain('All 1 visible tests passed')
    await expect.poll(() => page.locator('.bench-bar output').textContent()).toBe('Saved.')
    await page.getByRole('button', { name: 'Hand in' }).click()
    await expect.poll(() => page.locator('.hand-in').textContent()).toContain('Place 1 in the queue')
    await site.runJobs()
    await expect
      .poll(() => page.locator('.hand-in').textContent(), { timeout: 10_000 })
      .toContain('4 of 4 points')
    expect(refused).toEqual([])
    await page.getByRole('link', { name: 'What the tests found' }).click()
    await page.waitForURL('**/lab-submissions/**')
    expect(await page.locator('.tests').last().textContent()).toContain('a wide cloth')
    expect(await violationsOf(page)).toEqual([])
  })

  test('is stopped by its button, however its code runs, and runs again after that', async () => {
    const page = await open()
    await write(page, 'export const count = () => Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)')
    await page.getByRole('button', { name: 'Run the tests' }).click()
    await page.getByRole('button', { name: 'Stop' }).click()
    await expect.poll(() => status(page).textContent()).toBe('Stopped.')
    await page.getByRole('button', { name: 'Run the tests' }).click()
    await expect
      .poll(() => page.locator('.failure').textContent(), { timeout: 10_000 })
      .toContain('took too long')
    await write(page, 'export const count = (cm) => cm * 8')
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => status(page).textContent()).toContain('All 1 visible')
    // What this window still had to save would be the next test's newer text.
    await expect.poll(() => page.locator('.bench-bar output').textContent()).toBe('Saved.')
  })

  test('in two windows keeps the newer text until somebody decides', async () => {
    const first = await open()
    const second = await open()
    await write(first, '// from the first window')
    await expect
      .poll(() => first.locator('.bench-bar output').textContent(), { timeout: 10_000 })
      .toBe('Saved.')
    await write(second, '// from the second window')
    await expect
      .poll(() => second.locator('[role="alert"]').textContent(), { timeout: 10_000 })
      .toContain('newer text')
    await second.getByRole('button', { name: 'Go on with the newer one' }).click()
    expect(await second.locator('.cm-content').textContent()).toBe('// from the first window')
    await write(first, '// the first again')
    await expect.poll(() => first.locator('[role="alert"]').count(), { timeout: 10_000 }).toBe(1)
    await first.getByRole('button', { name: 'Go on with this one' }).click()
    await expect
      .poll(() => first.locator('.bench-bar output').textContent(), { timeout: 10_000 })
      .toBe('Saved.')
    const third = await open()
    expect(await third.locator('.cm-content').textContent()).toBe('// the first again')
  })

  test('does not trap the keyboard, and its tabs show the files that can only be read', async () => {
    const page = await open()
    await page.locator('.cm-content').click()
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Run the tests')
    await page.getByRole('button', { name: 'loom.js' }).click()
    expect(await page.locator('.cm-content').textContent()).toContain('perCentimetre = 8')
    expect(await page.locator('.cm-content').getAttribute('aria-label')).toContain('can be read, not changed')
  })

  test.each([
    ['light', {}],
    ['Arabic, narrow and dark', { locale: 'ar', dark: true, width: 390 }],
  ])('has no violations of accessibility, %s', async (name, options) => {
    const page = await open(options)
    await write(page, "console.log('threads', { warp: [1, 2, 3] })\nexport const count = (cm) => cm + 1\n")
    await page.keyboard.press('Control+Enter')
    await page.waitForSelector('.tests')
    expect(await violationsOf(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    )
    if (process.env.CANDOUR_SHOTS) {
      mkdirSync(process.env.CANDOUR_SHOTS, { recursive: true })
      await page.screenshot({
        path: `${process.env.CANDOUR_SHOTS}/lab-${name.replace(/\W+/g, '-')}.png`,
        fullPage: true,
      })
    }
  })

  test('without script says what does not work, and can be handed in all the same', async () => {
    const page = await open({ script: false })
    expect(await page.locator('noscript, main').last().textContent()).toContain('needs script')
    await page.locator('textarea').fill('export const count = (cm) => cm * 8')
    await page.getByRole('button', { name: 'Hand in' }).click()
    await page.waitForURL('**/lab-submissions/**')
    await site.runJobs()
    await page.reload()
    expect(await page.locator('main').textContent()).toContain('4 of 4 points')
  })
})
