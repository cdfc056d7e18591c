import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { releaseFigures } from '../../src/features/outcomes/api.ts'
import { type ServedSite, serveTestSite } from '../support/served.ts'
import { BrowserPerson } from './person.ts'

// The label: a visitor reads it, opens a row, takes the data, compares two; a learner checks the level, leaves, and
// says how it was; a release changes it.

const credential = 'data-analysis'
const page = `/credentials/${credential}`

let site: ServedSite
let visitor: BrowserPerson
let learner: BrowserPerson

beforeAll(async () => {
  site = await serveTestSite({ demo: true })
  visitor = new BrowserPerson(site, await site.person(), 'visitor@example.org')
  learner = new BrowserPerson(site, await site.person({ width: 390, script: false }), 'leaver@example.org')
})
afterAll(() => site.close())

describe('the label', () => {
  test('a visitor reads it, opens a row to how, who and interval, and takes its data', async () => {
    await visitor.goes(page)
    const row = visitor.page.locator('.label #who-finishes')
    expect(await row.textContent()).toMatch(
      /\d+ of 100.*within 12 months \(\d+ to \d+\): [\d,]+ of the [\d,]+ people/,
    )
    await row.locator('a').first().click()
    await visitor.page.waitForURL(`**${page}/label/who-finishes`)
    const text = (await visitor.page.textContent('main')) ?? ''
    expect(text).toContain('How it is computed')
    expect(text).toMatch(/of the [\d,]+ people who enrolled from \d+ \w+ \d{4} to \d+ \w+ \d{4}/)
    expect(text).toContain('Passed the self-check')
    const [download] = await Promise.all([
      visitor.page.waitForEvent('download'),
      visitor.page.locator('a', { hasText: 'CSV of this row' }).click(),
    ])
    const csv = await readFile(await download.path(), 'utf8')
    expect(csv).toMatch(/^credential,name,grouping,status/)
    expect(csv).toMatch(/completed_12_months,,measured,proportion,0\.\d+/)
    expect(csv).not.toContain('rating_mean')
  })

  test('a visitor compares two, with intervals and a sentence', async () => {
    await visitor.goes('/')
    for (const title of ['Data Analysis', 'Reading a Completion Rate'])
      await visitor.page.locator('.cat li', { hasText: title }).locator('[name="c"]').check()
    await visitor.page.locator('#compare button').click()
    await visitor.page.waitForURL('**/compare?**')
    expect(await visitor.page.locator('svg.interval').count()).toBeGreaterThan(1)
    expect(await visitor.page.textContent('.sentences')).toMatch(
      /More people finish|is not shown by the data/,
    )
  })

  test('another site may show it in a frame, and no other page of this one; in print it is one sheet', async () => {
    const other = await site.person()
    const frames = ['/label/embed', ''].map(
      (path, k) => `<iframe name="f${k}" src="${site.origin}${page}${path}"></iframe>`,
    )
    const elsewhere = createServer((_, answer) => {
      answer.setHeader('content-type', 'text/html').end(frames.join(''))
    }).listen(0, '127.0.0.1')
    await once(elsewhere, 'listening')
    await other.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`)
    const [label, whole] = ['f0', 'f1'].map((name) => other.frame(name)!)
    await label!.waitForSelector('.label #who-finishes')
    expect(await whole!.locator('.label').count()).toBe(0)
    elsewhere.close()
    await visitor.goes(`${page}/label/print`)
    const pdf = (await visitor.page.pdf({ format: 'A4' })).toString('latin1')
    expect(pdf.match(/\/Type\s*\/Page[^s]/g)).toHaveLength(1)
  })

  test('a learner checks the level before enrolling, without script', async () => {
    await learner.signsUp('Lea')
    await learner.goes(`${page}/self-check`)
    await learner.page.fill('[name="q0"]', '84 %')
    for (const [name, value] of Object.entries({ q1: '1', q2: 'yes', q3: '1', q4: 'no' }))
      await learner.page.locator(`[name="${name}"][value="${value}"]`).check()
    await learner.sends(`${page}/self-check`)
    const text = (await learner.page.textContent('main')) ?? ''
    expect(text).toContain('You bring what it asks for')
    expect(text).toContain('4 of 5 met; 4 are needed')
    await learner.page.locator('a.btn', { hasText: 'Start the 7-day trial' }).click()
    expect(await learner.page.textContent('main')).toContain('You passed it.')
    await learner.startsTrial(credential)
  })

  test('leaving asks how it was, at once and by no mail to who has answered', async () => {
    await learner.goes('/money')
    await learner.page.locator('form[action$="/cancellation"] button').first().click()
    await learner.page.waitForLoadState('load')
    await learner.page.locator('a', { hasText: 'Say how it was' }).click()
    await learner.page.locator('[name="stars"][value="3"]').check()
    await learner.page.locator('[name="as_described"][value="partly"]').check()
    await learner.page.locator('[name="worth"][value="no"]').check()
    await learner.sends('/learn/', 'button')
    expect(await learner.page.textContent('main')).toContain('You gave 3 stars. You can change it.')
    site.clock.advance(2 * 86_400_000)
    await site.runJobs()
    const asked = await site.deps.db
      .selectFrom('mail_messages')
      .select('subject')
      .where('purpose', '=', 'learn.rating-request')
      .where('to_address', '=', learner.email)
      .execute()
    expect(asked).toEqual([])
    const kept = await site.deps.db
      .selectFrom('entry_checks as k')
      .innerJoin('enrolments as e', 'e.id', 'k.enrolment_id')
      .innerJoin('accounts as a', 'a.person_key', 'e.person_key')
      .select('k.result')
      .where('a.email', '=', learner.email)
      .execute()
    expect(kept).toEqual([{ result: 'passed' }])
  })

  test('a release changes the label, and nothing before it does', async () => {
    await visitor.goes(page)
    expect(await visitor.page.textContent('.label header')).toContain('Figures of 1 November 2026')
    site.clock.move('2026-12-01T00:10:00Z')
    await releaseFigures(site.deps, new Date('2026-12-01T00:00:00Z'))
    await expect
      .poll(
        async () => {
          await visitor.goes(page)
          return visitor.page.textContent('.label header')
        },
        { timeout: 5_000 },
      )
      .toContain('Figures of 1 December 2026')
    await visitor.goes('/figures')
    expect(await visitor.page.textContent('main')).toContain('1 November 2026')
  })
})
