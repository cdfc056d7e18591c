import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ServedSite, serveTestSite } from '../support/served.ts'
import { BrowserPerson } from './person.ts'

// The same job with script switched off, as far as being marked; labs need script and say so.

const credential = 'data-analysis'
let site: ServedSite
let tama: BrowserPerson
let enrolment: string

beforeAll(async () => {
  site = await serveTestSite({ demo: true })
  tama = new BrowserPerson(site, await site.person({ script: false, width: 390 }), 'tama@example.org')
})
afterAll(() => site.close())

test('without script, the catalogue is searched and filtered by a plain form', async () => {
  await tama.goes('/')
  await tama.page.fill('[role="search"] input', 'data analsis')
  await tama.page.locator('[role="search"] button').first().click()
  await tama.page.waitForLoadState('load')
  expect(await tama.page.textContent('main')).toContain('Data Analysis')
})

test('without script, a person signs up, confirms and starts the trial', async () => {
  await tama.signsUp('Tama')
  enrolment = await tama.startsTrial(credential)
  await tama.goes(enrolment)
})

test('without script, a lesson is read and the next one follows', async () => {
  const lesson = (await tama.items(credential)).find((item) => item.kind === 'lesson')!
  await tama.readsLesson(`${enrolment}/items/${lesson.id}`)
  expect(tama.page.url()).not.toContain(lesson.id)
})

test('without script, a quiz can be saved, left, gone on with and handed in', async () => {
  const quiz = (await tama.items(credential)).find((item) => item.kind === 'quiz')!
  await tama.goes(`${enrolment}/items/${quiz.id}`)
  await tama.sends(`${enrolment}/items/${quiz.id}/attempts`)
  const attempt = tama.page.url()
  const first = tama.page
    .locator('[data-question] input[type="radio"], [data-question] input[type="checkbox"]')
    .first()
  await first.check()
  const chosen = await first.getAttribute('value')
  await tama.page.locator('button[formaction]').click()
  await tama.page.waitForLoadState('load')
  await tama.goes(enrolment)
  await tama.page.goto(attempt)
  expect(await tama.page.locator(`[data-question] input[value="${chosen}"]`).first().isChecked()).toBe(true)
  await tama.sends('/attempts/', 'button.btn:not([formaction])')
  expect(await tama.page.textContent('main')).toMatch(/\d of \d+ points/)
})

test('a lab says that it needs script and still shows its files', async () => {
  const lab = (await tama.items(credential)).find((item) => item.kind === 'lab')!
  await tama.goes(`${enrolment}/items/${lab.id}`)
  expect((await tama.page.textContent('main'))?.toLowerCase()).toContain('script')
})

test('without script, a project is drafted, handed in, and after training another person’s piece is reviewed', async () => {
  const project = (await tama.items(credential)).find((item) => item.kind === 'project')!
  await tama.handsInProject(enrolment, project.id, 'Tama counts people, not payments.')
  await tama.trains(enrolment, project.id)
  const read = await tama.reviewsAPiece(enrolment, project.id, 1)
  expect(read.length).toBeGreaterThan(200)
})

test('without script, a subscription is cancelled with one button', async () => {
  await tama.goes('/money')
  await tama.page.locator('form[action$="/cancellation"] button').first().click()
  await tama.page.waitForLoadState('load')
  const row = await site.deps.db
    .selectFrom('subscriptions')
    .select('state')
    .where('enrolment_id', '=', enrolment.slice(7))
    .executeTakeFirstOrThrow()
  expect(row.state).toBe('cancelled')
})
