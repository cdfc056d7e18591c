import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { QuestionKey } from '../../src/features/authoring/published-item.ts'
import { projectFolder } from '../../src/platform/project.ts'
import type { ServedSite } from '../support/served.ts'

// Every comment is one of its own: who writes the same everywhere is asked whether they looked.
let comments = 0

/** A person at the site, in a browser of their own: what they do, in their words. */
export class BrowserPerson {
  readonly page: Page
  readonly site: ServedSite
  readonly email: string
  constructor(site: ServedSite, page: Page, email: string) {
    this.site = site
    this.page = page
    this.email = email
  }

  async goes(path: string): Promise<void> {
    const response = await this.page.goto(path)
    expect(response?.status(), path).toBeLessThan(400)
  }

  /** Presses the main button of the form that leads to `action` (a path, or the start of one). */
  async sends(action: string, button = 'button.btn:not(.plain)'): Promise<void> {
    const form = this.page.locator(`form[action^="${action}"]`)
    const named = form.locator(button)
    await ((await named.count()) > 0 ? named : form.locator('button')).first().click()
    await this.page.waitForLoadState('load')
  }

  async signsUp(name: string): Promise<void> {
    await this.goes('/sign-up')
    await this.page.fill('[name="email"]', this.email)
    await this.page.fill('[name="password"]', 'four words in a row')
    await this.page.fill('[name="name"]', name)
    await this.sends('/sign-up')
    await this.confirmsAddress()
  }

  /** Opens the newest link of the mail with this purpose and presses its one button. */
  async confirmsAddress(): Promise<void> {
    await this.goes(await this.linkFromMail('account.confirm-address'))
    await this.sends('/email/confirm')
  }

  async linkFromMail(purpose: string): Promise<string> {
    await this.site.runJobs()
    const mail = await this.site.deps.db
      .selectFrom('mail_messages')
      .select('body_text')
      .where('to_address', '=', this.email)
      .where('purpose', '=', purpose)
      .orderBy('created_at', 'desc')
      .executeTakeFirstOrThrow()
    const address = /https?:\/\/\S+/.exec(mail.body_text)![0]
    return address.replace(this.site.origin, '')
  }

  async signsIn(who: string): Promise<void> {
    await this.goes('/sign-in')
    await this.page.fill('[name="email"]', `${who}@demo.example`)
    await this.page.fill('[name="password"]', this.site.passwords()[who]!)
    await this.sends('/sessions')
  }

  /** Starts the trial with the card that the form offers; returns the path of the enrolment. */
  async startsTrial(credential: string): Promise<string> {
    await this.goes(`/credentials/${credential}/trial`)
    const card = this.page.locator('[name="card"]').first()
    if ((await card.getAttribute('type')) !== 'radio' && !(await card.inputValue()))
      await card.fill('9999 4242 4242 1424')
    await this.sends(`/credentials/${credential}/trial`)
    return this.enrolmentPath(credential)
  }

  async enrolmentPath(credential: string): Promise<string> {
    const row = await this.site.deps.db
      .selectFrom('enrolments as e')
      .innerJoin('accounts as a', 'a.person_key', 'e.person_key')
      .innerJoin('credentials as c', 'c.id', 'e.credential_id')
      .select('e.id')
      .where('a.email', '=', this.email)
      .where('c.slug', '=', credential)
      .executeTakeFirstOrThrow()
    return `/learn/${row.id}`
  }

  /** The items of a credential's current edition. */
  async items(credential: string): Promise<{ id: string; kind: string; slug: string; required: boolean }[]> {
    return this.site.deps.db
      .selectFrom('items as i')
      .innerJoin('credentials as c', 'c.current_edition_id', 'i.edition_id')
      .innerJoin('courses as co', 'co.id', 'i.course_id')
      .select(['i.id', 'i.kind', 'i.slug', 'i.required'])
      .where('c.slug', '=', credential)
      .orderBy('co.position')
      .orderBy('i.position')
      .execute()
  }

  async readsLesson(path: string): Promise<void> {
    await this.goes(path)
    await this.sends(`${path}/completion`)
  }

  /** Answers every question of a quiz by its key, each saved as it is given, and hands in. */
  async passesQuiz(enrolment: string, itemId: string): Promise<void> {
    await this.goes(`${enrolment}/items/${itemId}`)
    await this.sends(`${enrolment}/items/${itemId}/attempts`)
    const questions = await this.site.deps.db
      .selectFrom('questions as q')
      .innerJoin('question_keys as k', 'k.question_id', 'q.id')
      .select(['q.id', 'k.key'])
      .where('q.item_id', '=', itemId)
      .execute()
    for (const { id, key } of questions) await this.answers(id, key as unknown as QuestionKey)
    await this.sends('/attempts/', 'button.btn:not([formaction])')
  }

  async answers(questionId: string, key: QuestionKey): Promise<void> {
    const place = this.page.locator(`[data-question="${questionId}"]`)
    if ('correct' in key)
      for (const option of key.correct) await place.locator(`input[value="${option}"]`).check()
    else
      await place
        .locator('input[type="text"]')
        .fill(key.kind === 'numeric' ? String(key.answer) : key.accepted[0]!)
  }

  async handsInProject(enrolment: string, itemId: string, text: string): Promise<void> {
    await this.goes(`${enrolment}/items/${itemId}`)
    await this.page.fill('[name="text"]', text)
    await this.sends(`${enrolment}/items/${itemId}/hand-ins`)
  }

  /** Takes the next piece of the queue, chooses the level at `index` everywhere, and sends it; returns what was read. */
  async reviewsAPiece(enrolment: string, itemId: string, index: number): Promise<string> {
    await this.goes(`${enrolment}/items/${itemId}`)
    await this.sends(`${enrolment}/items/${itemId}/reviews`, 'button')
    const read = (await this.page.textContent('main')) ?? ''
    await this.fillsRubric(index)
    await this.sends('/reviews/', 'button.btn:not(.plain)')
    return read
  }

  /** Marks the training piece that is given as its educators did, so that it is close enough. */
  async trains(enrolment: string, itemId: string): Promise<void> {
    await this.goes(`${enrolment}/items/${itemId}`)
    await this.sends(`${enrolment}/items/${itemId}/trainings`)
    const { rows } = await this.site.deps.pool.query<{ marks: Record<string, { points: number }> }>(
      `select one->'educator_marks' as marks from trainings t join hand_ins h on h.id = t.hand_in_id
        join item_secrets s on s.item_id = h.item_id cross join jsonb_array_elements(s.secret->'reserve') one
       where t.id = $1 and one->>'slug' = h.reserve_slug`,
      [this.page.url().split('/').at(-1)],
    )
    for (const [criterion, { points }] of Object.entries(rows[0]!.marks))
      await this.page.locator(`input[name="points-${criterion}"][value="${points}"]`).check()
    await this.fillsComments()
    await this.sends('/trainings/')
  }

  /** Chooses the level at `index` everywhere, with a comment each. */
  async fillsRubric(index: number): Promise<void> {
    await this.page.locator('fieldset.criterion').evaluateAll((criteria, at) => {
      for (const criterion of criteria) {
        const levels = [...criterion.querySelectorAll<HTMLInputElement>('input[type="radio"]')]
        levels[Math.min(at, levels.length - 1)]!.checked = true
      }
    }, index)
    await this.fillsComments()
  }

  async fillsComments(): Promise<void> {
    comments += 1
    await this.page.locator('fieldset.criterion').evaluateAll((criteria, n) => {
      for (const criterion of criteria)
        criterion.querySelector('textarea')!.value =
          `The second table answers the question; say where the missing rows went. (${criterion.querySelector('legend')!.textContent} ${n})`
    }, comments)
  }
}

/** A file of the demo catalogue, as its author wrote it. */
export function contentFile(path: string): string {
  return readFileSync(join(projectFolder, 'content', path), 'utf8')
}
