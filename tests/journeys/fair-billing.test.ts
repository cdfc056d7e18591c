import { afterAll, beforeAll, expect, test } from 'vitest'
import { recordHandIn } from '../../src/features/learn/api.ts'
import { openSession } from '../../src/platform/sessions.ts'
import { dayMs, hourMs, publishPaidWeaving, simulatedCard, work } from '../support/billing.ts'
import { type ServedSite, serveTestSite } from '../support/served.ts'
import type { World } from '../worlds.ts'
import { BrowserPerson } from './person.ts'

// The life of an agreement to pay, on a phone without script: reminded, charged, paused, resumed, done; cancelled from a
// mail; a month without activity and a charge given back.

let site: ServedSite
let world: World
beforeAll(async () => {
  site = await serveTestSite()
  world = await publishPaidWeaving(site)
})
afterAll(() => site.close())

test('trial, reminder, charge, pause, resume, done; cancel from a mail; an idle month and a charge given back', async () => {
  const [ria, sol, tom] = [
    await startTrial('ria', 21),
    await startTrial('sol', 22),
    await startTrial('tom', 23),
  ]
  await days(4, 2)
  const reminder = await linksOf(ria, 'billing.reminder')
  await scan(reminder)
  await days(4, 1)
  expect(await states(ria)).toEqual(['succeeded'])

  // Whoever opens every link of every mail, as mail scanners do, changes nothing.
  await scan(await linksOf(ria, 'billing.'))
  expect(await stateOf(ria)).toBe('active')

  await ria.goes('/money')
  await presses(ria, 'Pause')
  expect(await ria.page.textContent('main')).toContain('Paused. Nothing is charged until you resume it')
  await opens(ria)
  await days(40, 8)
  expect(await states(ria)).toEqual(['succeeded'])
  await ria.goes((await linksOf(ria, 'billing.paused')).find((link) => link.startsWith('/pause/'))!)
  await presses(ria, 'Resume')
  expect(await ria.page.textContent('main')).toContain('Nothing was charged today')
  const enrolment = await ria.enrolmentPath('weaving-basics')
  await site.deps.db.transaction().execute((tx) =>
    recordHandIn(tx, site.deps, {
      enrolmentId: enrolment.split('/').at(-1)!,
      itemId: world.items.quiz,
      workId: enrolment.split('/').at(-1)!,
      handedInAt: site.clock.now(),
    }),
  )
  await days(40, 10)
  expect(await states(ria)).toEqual(['succeeded'])
  expect(await stateOf(ria)).toBe('ended')

  // Sol did nothing in the first month.
  expect(await stateOf(sol)).toBe('paused')
  await signsInAgain(sol)
  await sol.goes('/money')
  const text = (await sol.page.textContent('main')) ?? ''
  expect(text).toContain('nothing was done in the month before')
  expect(text).toContain('€39 given back')
  await sol.goes((await linksOf(sol, 'billing.idle')).find((link) => link.startsWith('/cancel/'))!)
  await sol.sends('/cancel/')
  expect(await sol.page.textContent('main')).toContain('is cancelled. Nothing more will be charged')
  expect(await stateOf(sol)).toBe('cancelled')

  // Tom comes back to a month that was given back, pays a new one, and asks for it back.
  await signsInAgain(tom)
  await tom.goes('/money')
  await presses(tom, 'Resume')
  await days(4, 1)
  await signsInAgain(tom)
  expect(await states(tom)).toEqual(['succeeded', 'succeeded'])
  await tom.goes('/money')
  await tom.page.getByRole('button', { name: 'Give me back €39' }).click()
  await tom.page.waitForLoadState('load')
  expect(await tom.page.textContent('main')).toContain('Given back. It is on its way')
  await work(site)
  await tom.goes('/money')
  expect(await tom.page.textContent('main')).toContain('€0, 2 of at most 2')
}, 60_000)

async function startTrial(name: string, serial: number): Promise<BrowserPerson> {
  const person = new BrowserPerson(
    site,
    await site.person({ script: false, width: 390 }),
    `${name}@example.org`,
  )
  await person.signsUp(name)
  await person.goes('/credentials/weaving-basics/trial')
  await person.page.fill('[name="card"]', simulatedCard('works', serial))
  await person.sends('/credentials/weaving-basics/trial')
  return person
}

async function days(n: number, step: number): Promise<void> {
  for (let passed = 0; passed < n; passed += step) {
    site.clock.advance(step * dayMs)
    await work(site)
  }
  site.clock.advance(hourMs)
  await work(site)
}

// A session ends after 30 days, and this story takes months.
async function signsInAgain(person: BrowserPerson): Promise<void> {
  const { deps } = site
  const { person_key: personKey } = await deps.db
    .selectFrom('accounts')
    .select('person_key')
    .where('email', '=', person.email)
    .executeTakeFirstOrThrow()
  const value = await openSession(deps.db, personKey, deps.clock.now(), deps.random)
  await person.page.context().addCookies([{ name: 'candour-session', value, url: site.origin }])
}

async function presses(person: BrowserPerson, button: string): Promise<void> {
  await person.page.getByRole('button', { name: button }).first().click()
  await person.page.waitForLoadState('load')
}

/** Reads the first lesson. */
async function opens(person: BrowserPerson): Promise<void> {
  await person.goes(`${await person.enrolmentPath('weaving-basics')}/items/${world.items.lesson}`)
}

async function linksOf(person: BrowserPerson, purpose: string): Promise<string[]> {
  await site.runJobs()
  const mails = await site.deps.db
    .selectFrom('mail_messages')
    .select('body_text')
    .where('to_address', '=', person.email)
    .where('purpose', 'like', `${purpose}%`)
    .execute()
  return mails
    .flatMap((mail) => mail.body_text.match(/https?:\/\/\S+/g) ?? [])
    .map((url) => url.replace(site.origin, ''))
}

async function scan(links: string[]): Promise<void> {
  expect(links.length).toBeGreaterThan(1)
  for (const link of links) await fetch(site.origin + link, { redirect: 'manual' })
}

async function subscriptionOf(person: BrowserPerson) {
  return site.deps.db
    .selectFrom('subscriptions as s')
    .innerJoin('accounts as a', 'a.person_key', 's.person_key')
    .select(['s.id', 's.state'])
    .where('a.email', '=', person.email)
    .executeTakeFirstOrThrow()
}

const stateOf = async (person: BrowserPerson) => (await subscriptionOf(person)).state

async function states(person: BrowserPerson): Promise<string[]> {
  const { id } = await subscriptionOf(person)
  const rows = await site.deps.db
    .selectFrom('charges')
    .select('state')
    .where('subscription_id', '=', id)
    .orderBy('number')
    .execute()
  return rows.map((row) => row.state)
}
