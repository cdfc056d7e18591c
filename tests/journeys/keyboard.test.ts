import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ServedSite, serveTestSite } from '../support/served.ts'
import { BrowserPerson } from './person.ts'

// With the keyboard alone: everything is reached by Tab, seen when it has the focus, and done with Enter and Space.

let site: ServedSite
let rewi: BrowserPerson

beforeAll(async () => {
  site = await serveTestSite({ demo: true })
  rewi = new BrowserPerson(site, await site.person(), 'rewi@example.org')
})
afterAll(() => site.close())

/** Tabs until the element that holds the focus fits, and tells that the focus can be seen. */
async function tabTo(fits: string, limit = 120): Promise<void> {
  const { page } = rewi
  for (let n = 0; n < limit; n++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate((selector) => {
      const element = document.activeElement as HTMLElement
      const style = getComputedStyle(element)
      return {
        fits: element.matches(selector),
        seen: style.outlineStyle !== 'none' || style.boxShadow !== 'none',
        what: element.outerHTML.slice(0, 120),
      }
    }, fits)
    expect(at.seen, `no visible focus on ${at.what}`).toBe(true)
    if (at.fits) return
  }
  throw new Error(`${fits} was not reached in ${limit} steps`)
}

test('the first stop is the way past the navigation', async () => {
  await rewi.goes('/')
  await rewi.page.keyboard.press('Tab')
  expect(await rewi.page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe('#content')
})

/** Presses Enter and waits for the page that it leads to. */
async function followsWithEnter(): Promise<void> {
  const { page } = rewi
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')])
}

test('signs up, enrols for free, reads a lesson and answers a question, by keyboard', async () => {
  const { page } = rewi
  await rewi.goes('/sign-up')
  await tabTo('[name="email"]')
  await page.keyboard.type(rewi.email)
  await tabTo('[name="password"]')
  await page.keyboard.type('four words in a row')
  await followsWithEnter()
  await page.waitForURL('**/learn')
  await rewi.goes('/credentials/reading-a-completion-rate')
  await tabTo('a[href$="/enrolment"], form[action$="/enrolment"] button')
  await followsWithEnter()
  if (!page.url().includes('/learn/')) {
    await tabTo('form[action$="/enrolment"] button')
    await followsWithEnter()
  }
  await page.waitForURL('**/learn/*')
  await tabTo('a.btn')
  await followsWithEnter()
  await page.waitForURL('**/items/*')
  await tabTo('form[action$="/completion"] button', 200)
  await followsWithEnter()
  const quiz = (await rewi.items('reading-a-completion-rate')).find((item) => item.kind === 'quiz')!
  const enrolment = await rewi.enrolmentPath('reading-a-completion-rate')
  await rewi.goes(`${enrolment}/items/${quiz.id}`)
  await tabTo('form[action$="/attempts"] button')
  await followsWithEnter()
  await page.waitForURL('**/attempts/*')
  await tabTo('[data-question] input')
  await page.keyboard.press('Space')
  await page.waitForFunction(() => /saved/i.test(document.querySelector('[data-status]')?.textContent ?? ''))
  const answers = await site.deps.db.selectFrom('answers').select('response').execute()
  expect(answers.length).toBeGreaterThan(0)
})
