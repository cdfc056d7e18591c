import { afterAll, beforeAll, expect, test } from 'vitest'
import { publishPaidWeaving } from '../support/billing.ts'
import { type ServedSite, serveTestSite } from '../support/served.ts'
import { type PersonOptions, signedIn } from '../worlds.ts'
import { BrowserPerson } from './person.ts'

// Two ways in without paying, as they are lived: aid that a person looks at again, and a seat that an employer pays.

let site: ServedSite

beforeAll(async () => {
  site = await serveTestSite()
  await publishPaidWeaving(site)
})
afterAll(() => site.close())

async function browserOf(options: PersonOptions, script = true): Promise<BrowserPerson> {
  const { visitor } = await signedIn(site, options)
  const page = await site.person({ script })
  await page
    .context()
    .addCookies([...visitor.cookies].map(([name, value]) => ({ name, value, url: site.origin })))
  return new BrowserPerson(site, page, options.email)
}

const textOf = async (person: BrowserPerson) => (await person.page.textContent('main')) ?? ''
const aidPath = '/credentials/weaving-basics/aid'

test('aid: four questions without script, half of the price, an appeal, and then nothing to pay', async () => {
  const mei = await browserOf({ email: 'mei@example.org' }, false)
  await mei.goes('/credentials/weaving-basics/trial')
  await mei.page.getByRole('link', { name: 'Financial aid' }).click()
  await mei.page.selectOption('[name="country"]', 'NZ')
  await mei.page.fill('[name="household"]', '4')
  await mei.page.getByRole('button', { name: 'Go on' }).click()
  await mei.page.locator('[name="income"][value="under_line"]').check()
  await mei.sends(aidPath)
  expect(await textOf(mei)).toContain('75%')
  expect(await textOf(mei)).toContain('€9.75 a month instead of €39')
  await mei.page.fill('[name="text"]', 'The loom broke.')
  await mei.sends('/aid-applications/')
  expect(await textOf(mei)).toContain('Until then nothing is charged')
  const operator = await browserOf({ email: 'op@example.org', role: { role: 'operator', providerId: null } })
  await operator.goes('/operations/aid-appeals')
  expect(await textOf(operator)).toContain('The loom broke.')
  await operator.page.locator('[name="percent"][value="100"]').check()
  await operator.sends('/operations/aid-appeals/')
  await mei.goes(await mei.linkFromMail('billing.aid-decided'))
  await mei.sends('/aid-applications/')
  expect(mei.page.url()).toContain('/learn/')
  expect(await textOf(mei)).toContain('Weaving Basics')
})

test('seats: an employer agrees and invites, a learner says what may be seen, begins, and takes it back', async () => {
  const employer = await browserOf({ email: 'hr@works.example', name: 'Ruth' })
  await employer.goes('/credentials/weaving-basics/seats')
  expect(await textOf(employer)).toContain('A seat that nobody began costs nothing')
  await employer.page.fill('[name="name"]', 'Harbour Works')
  await employer.page.fill('[name="seats_max"]', '2')
  await employer.sends('/credentials/weaving-basics/seats')
  const organisation = new URL(employer.page.url()).pathname
  await employer.page.fill('[name="emails"]', 'name,email\nTama,tama@works.example')
  await employer.sends('/seat-agreements/')
  expect(await textOf(employer)).toContain('One invitation is on the way')

  const tama = new BrowserPerson(site, await site.person({ width: 390 }), 'tama@works.example')
  const link = await tama.linkFromMail('billing.seat-invitation')
  await tama.goes(link)
  await tama.page.getByRole('link', { name: 'Make an account to take it' }).click()
  await tama.page.fill('[name="email"]', tama.email)
  await tama.page.fill('[name="password"]', 'four words in a row')
  await tama.page.fill('[name="name"]', 'Tama')
  await tama.sends('/sign-up')
  expect(new URL(tama.page.url()).pathname).toBe(link)
  await tama.page.locator('[name="progress"][value="yes"]').check()
  await tama.sends(link)
  const enrolment = new URL(tama.page.url()).pathname
  expect(enrolment).toContain('/learn/')
  const lesson = (await tama.items('weaving-basics')).find((item) => item.kind === 'lesson')!
  await tama.readsLesson(`${enrolment}/items/${lesson.id}`)
  await employer.goes(organisation)
  expect(await textOf(employer)).toContain('0 of 1 required steps')
  await tama.goes('/seats')
  await tama.sends('/seats/')
  await employer.goes(organisation)
  expect(await textOf(employer)).toContain('not shown')
})
