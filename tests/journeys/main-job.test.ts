import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verify } from '../../src/cli/verify.ts'
import { releaseFigures } from '../../src/features/outcomes/api.ts'
import { type ServedSite, serveTestSite } from '../support/served.ts'
import { BrowserPerson, contentFile } from './person.ts'

// The nine steps, from finding to the truth, as one learner, two reviewers, one educator and one employer.

const credential = 'data-analysis'
const labFolder = 'meridian-data-works/data-analysis/questions-and-tables/who-never-came-back'

let site: ServedSite
let kiri: BrowserPerson
let reviewers: BrowserPerson[]
let educator: BrowserPerson
let employer: BrowserPerson
let enrolment: string
let issuedPath: string

beforeAll(async () => {
  site = await serveTestSite({ demo: true })
  kiri = new BrowserPerson(site, await site.person(), 'kiri@example.org')
  reviewers = [
    new BrowserPerson(site, await site.person(), 'ana@example.org'),
    new BrowserPerson(site, await site.person({ width: 390 }), 'ben@example.org'),
  ]
  educator = new BrowserPerson(site, await site.person(), 'educator@demo.example')
  employer = new BrowserPerson(site, await site.person(), 'employer@example.org')
})
afterAll(() => site.close())

describe('the main job from end to end', () => {
  test('1: a visitor finds the certificate, though they mistype it', async () => {
    await kiri.goes('/')
    expect(await kiri.page.textContent('h1')).toBeTruthy()
    await kiri.page.fill('[role="search"] input[type="search"], [role="search"] input', 'data analsis')
    await kiri.page.keyboard.press('Enter')
    await kiri.page.locator('main a', { hasText: 'Data Analysis' }).first().click()
    await kiri.page.waitForURL(`**/credentials/${credential}**`)
  })

  test('2: its label says what is promised and what was measured, with denominators, marked as simulated', async () => {
    const label = kiri.page.locator('.label').first()
    const text = (await label.textContent()) ?? ''
    expect(text).toMatch(/\d+ of 100/)
    expect(text.toLowerCase()).toContain('simulated')
    expect(text.toLowerCase()).toContain('not measured yet')
    const json = await kiri.page.request.get(`/credentials/${credential}/label.json`)
    expect(json.status()).toBe(200)
    const csv = await kiri.page.request.get(`/credentials/${credential}/label.csv`)
    expect(await csv.text()).toContain('denominator')
    await kiri.goes(`/credentials/${credential}/label/print`)
  })

  test('3: signs up, and confirms the address by the one button behind the link', async () => {
    await kiri.signsUp('Kiri')
    await kiri.goes('/account')
    expect(await kiri.page.textContent('main')).toContain('kiri@example.org, confirmed')
  })

  test('4: starts the trial after seeing day and amount of the first charge; nothing is charged', async () => {
    await kiri.goes(`/credentials/${credential}/trial`)
    const text = (await kiri.page.textContent('main')) ?? ''
    expect(text).toContain('€29')
    expect(text).toContain('1 December 2026')
    expect(text.toLowerCase()).toContain('simulated')
    await kiri.page.locator('[name="intent_finish"][value="finish"]').check()
    enrolment = await kiri.startsTrial(credential)
    const entries = await site.deps.db
      .selectFrom('ledger_transactions as t')
      .innerJoin('enrolments as e', 'e.id', 't.enrolment_id')
      .select('t.id')
      .where('e.id', '=', enrolment.slice(7))
      .execute()
    expect(entries).toEqual([])
  })

  test('5: reads, goes on, and finds the place again', async () => {
    const lessons = (await kiri.items(credential)).filter((item) => item.kind === 'lesson').slice(0, 2)
    for (const lesson of lessons) await kiri.readsLesson(`${enrolment}/items/${lesson.id}`)
    await kiri.goes(enrolment)
    expect(await kiri.page.locator('.outline li.done').count()).toBe(2)
    await kiri.page
      .locator('a.btn', { hasText: /continue/i })
      .first()
      .click()
    expect(kiri.page.url()).toContain('/items/')
  })

  test('6: passes every quiz; each answer was saved as it was given', async () => {
    for (const quiz of (await kiri.items(credential)).filter((item) => item.kind === 'quiz')) {
      await kiri.passesQuiz(enrolment, quiz.id)
      expect(await kiri.page.textContent('main')).toContain('Passed.')
    }
  })

  test('6: writes the lab, runs it in the browser, sees it fail, mends it, hands it in, and the server marks it', async () => {
    const lab = (await kiri.items(credential)).find((item) => item.kind === 'lab')!
    const { page } = kiri
    await kiri.goes(`${enrolment}/items/${lab.id}`)
    const run = page.getByRole('button', { name: /^run/i })
    await run.waitFor()
    await run.click()
    await page.locator('.results .tests li.failed').first().waitFor()
    const editor = page.locator('.cm-content').first()
    await editor.click()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.insertText(await labSolution())
    await page.keyboard.press('ControlOrMeta+Enter')
    await page.waitForFunction(
      () =>
        document.querySelector('.results .tests li.passed') &&
        !document.querySelector('.results .tests li.failed'),
    )
    await page.locator('.bench-bar button.plain').click()
    await page.locator('.hand-in p').first().waitFor()
    await site.runJobs()
    const submission = await site.deps.db
      .selectFrom('lab_submissions')
      .selectAll()
      .where('enrolment_id', '=', enrolment.slice(7))
      .executeTakeFirstOrThrow()
    expect(submission.state).toBe('marked')
    expect(Number(submission.points)).toBe(Number(submission.points_max))
    await kiri.goes(`/lab-submissions/${submission.id}`)
  })

  test('6 and 7: hands in the project; two people who do not see the name review it, and it is theirs to review others', async () => {
    const project = (await kiri.items(credential)).find((item) => item.kind === 'project')!
    await kiri.handsInProject(
      enrolment,
      project.id,
      'Kiri asks who never came back, and answers with a left join over 1,463 people.',
    )
    for (const [index, reviewer] of reviewers.entries()) {
      await reviewer.signsUp(`Reviewer ${index}`)
      // Each brings a card of their own: one trial per card.
      await reviewer.startsTrial(credential)
      const path = await reviewer.enrolmentPath(credential)
      await reviewer.handsInProject(
        path,
        project.id,
        `An answer of the reviewer number ${index}, with its denominator.`,
      )
      await reviewer.trains(path, project.id)
      const read = [
        await reviewer.reviewsAPiece(path, project.id, 2),
        await reviewer.reviewsAPiece(path, project.id, 1),
      ]
      expect(read.join(' ')).not.toContain('kiri@example.org')
      expect(read.join(' ')).toContain('left join over 1,463 people')
    }
    await kiri.trains(enrolment, project.id)
    for (let n = 0; n < 3; n++) await kiri.reviewsAPiece(enrolment, project.id, 1)
  })

  test("7: an educator marks it without seeing the peers' marks first; the result says who decided what", async () => {
    const { page } = educator
    await educator.signsIn('educator')
    await educator.goes('/marking')
    const piece = await site.deps.db
      .selectFrom('hand_ins')
      .select(['id', 'state'])
      .where('enrolment_id', '=', enrolment.slice(7))
      .executeTakeFirstOrThrow()
    expect(piece.state).toBe('with_educator')
    await educator.goes(`/marking/${piece.id}`)
    expect(await page.textContent('main')).not.toContain('say where the missing rows went')
    await educator.fillsRubric(9)
    await educator.sends(`/marking/${piece.id}`)
    await kiri.goes(`/hand-ins/${piece.id}`)
    const text = (await kiri.page.textContent('main')) ?? ''
    expect(text).toContain('say where the missing rows went')
    expect(text.toLowerCase()).toContain('educator')
    expect(text).not.toContain('ana@example.org')
  })

  test('8: what is still required is read, the credential is issued in that moment, and nothing is charged from then on', async () => {
    const items = await kiri.items(credential)
    for (const lesson of items.filter((item) => item.kind === 'lesson' && item.required))
      await kiri.readsLesson(`${enrolment}/items/${lesson.id}`)
    const issued = await site.deps.db
      .selectFrom('issued_credentials')
      .select('id')
      .where('enrolment_id', '=', enrolment.slice(7))
      .executeTakeFirstOrThrow()
    issuedPath = `/issued/${issued.id}`
    await site.runJobs()
    const subscription = await site.deps.db
      .selectFrom('subscriptions')
      .select(['state', 'next_charge_at'])
      .where('enrolment_id', '=', enrolment.slice(7))
      .executeTakeFirstOrThrow()
    expect(subscription).toEqual({ state: 'ended', next_charge_at: null })
    await kiri.goes('/my-credentials')
    expect(await kiri.page.textContent('main')).toContain('Data Analysis')
  })

  test('8: an employer without an account checks it in seconds, here and with the command line', async () => {
    await employer.goes(issuedPath)
    const text = (await employer.page.textContent('body')) ?? ''
    expect(text.toLowerCase()).toContain('demonstration')
    expect(text).toContain('Valid')
    expect(text).not.toContain('Kiri')
    const document = await (await employer.page.request.get(`${issuedPath}/credential.json`)).text()
    const file = join(tmpdir(), `candour-journey-${process.pid}.json`)
    writeFileSync(file, document)
    const said: string[] = []
    const io = { stdout: (line: string) => said.push(line), stderr: (line: string) => said.push(line) }
    // Whether it was withdrawn stands in a list on the site: without the network nobody can tell.
    const online = [file, '--allow-origin', site.origin]
    expect(await verify(online, io as Parameters<typeof verify>[1]), said.join('\n')).toBe(0)
    expect(await verify([file, '--offline'], io as Parameters<typeof verify>[1])).toBe(2)
    writeFileSync(file, document.replace('Data Analysis', 'Data Analytics'))
    expect(await verify([file, '--offline'], io as Parameters<typeof verify>[1])).toBe(1)
    await employer.goes('/verify')
    await employer.page.fill('[name="text"]', document)
    await employer.sends('/verify')
    expect(await employer.page.textContent('main')).toContain('Valid')
  })

  test('9: the next figures release renews the label, and earlier ones stay at their dates', async () => {
    const before = await site.deps.db
      .selectFrom('figures_releases')
      .select('as_of')
      .orderBy('as_of')
      .execute()
    expect(before.length).toBeGreaterThanOrEqual(2)
    site.clock.move('2026-12-01T00:05:00Z')
    await releaseFigures(site.deps, new Date('2026-12-01T00:00:00Z'))
    // Kept pages go a moment after the release, when the database tells of it.
    await expect
      .poll(async () => {
        await employer.goes(`/credentials/${credential}`)
        return employer.page.locator('.label').first().textContent()
      })
      .toContain('1 December 2026')
    await employer.goes('/figures')
    expect(await employer.page.textContent('main')).toContain('1 November 2026')
  })
})

async function labSolution(): Promise<string> {
  const lab = contentFile(`${labFolder}/lab.yaml`)
  const file = /editable:\s*(?:\[\s*|\n\s*-\s*)([\w./-]+)/.exec(lab)![1]!
  return contentFile(`${labFolder}/solution/${file}`)
}
