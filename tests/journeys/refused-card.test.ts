import { serve } from '@hono/node-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApp } from '../../src/app.tsx'
import { hourMs, publishPaidWeaving, simulatedCard, work } from '../support/billing.ts'
import { freePort, type ServedSite, serveTestSite } from '../support/served.ts'
import { openStripeSite } from '../support/stripe/site.ts'
import { BrowserPerson } from './person.ts'

// A card that is refused, a bank that asks, and a card in Stripe's own fields: on a phone.

let site: ServedSite
beforeAll(async () => {
  site = await serveTestSite()
  await publishPaidWeaving(site)
})
afterAll(() => site.close())

async function startTrial(name: string, card: string): Promise<BrowserPerson> {
  const page = await site.person({ script: false, width: 390 })
  const person = new BrowserPerson(site, page, `${name}@example.org`)
  await person.signsUp(name)
  await person.goes('/credentials/weaving-basics/trial')
  await page.fill('[name="card"]', card)
  await person.sends('/credentials/weaving-basics/trial')
  expect(page.url()).toContain('/learn/')
  return person
}

test('a declined card: a mail, ten days, another card; a bank that asks: its page, and paid once', async () => {
  const ari = await startTrial('ari', simulatedCard('declined', 1))
  const mia = await startTrial('mia', simulatedCard('asks', 2))
  for (let passed = 0; passed < 8 * 24; passed += 12) {
    site.clock.advance(12 * hourMs)
    await work(site)
  }

  await ari.goes(await ari.linkFromMail('billing.charge-failed'))
  expect(await ari.page.textContent('main')).toContain('refused')
  await ari.page.fill('[name="card"]', simulatedCard('works', 3))
  await ari.page.locator('form[action$="/charges"] button').first().click()
  await ari.page.waitForLoadState('load')
  expect(await ari.page.textContent('main')).toContain('Paid. Thank you')

  await mia.goes(await mia.linkFromMail('billing.charge-failed'))
  await mia.page.locator('form[action$="/charges"] button').first().click()
  await mia.page.waitForLoadState('load')
  await mia.page.getByRole('link', { name: 'Confirm at your bank' }).click()
  await mia.page.waitForLoadState('load')
  expect(await mia.page.textContent('h1')).toBe('The simulated bank')
  await mia.page.getByRole('button', { name: /Yes, it is me/ }).click()
  await mia.page.waitForLoadState('load')
  expect(await mia.page.textContent('main')).toContain('Paid. Thank you')
  const charges = await site.deps.db.selectFrom('charges').select('state').orderBy('state').execute()
  expect(charges.map((charge) => charge.state)).toEqual(['failed', 'failed', 'succeeded', 'succeeded'])
}, 60_000)

test('Stripe’s fields come from Stripe alone, and the trial starts when the card is saved', async () => {
  const stripeSite = await openStripeSite({ port: await freePort() })
  await publishPaidWeaving(stripeSite)
  const app = createApp(stripeSite.deps)
  const server = serve({ fetch: app.fetch, port: stripeSite.deps.config.port, hostname: '127.0.0.1' })
  const context = await site.browser.newContext({ baseURL: stripeSite.deps.config.publicUrl.origin })
  try {
    const page = await context.newPage()
    const said: string[] = []
    page.on('console', (message) => said.push(message.text()))
    await page.route('https://js.stripe.com/**', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: stripeScript }),
    )
    const kim = new BrowserPerson(
      { ...site, ...stripeSite, origin: stripeSite.deps.config.publicUrl.origin },
      page,
      'kim@example.org',
    )
    await kim.signsUp('Kim')
    await kim.goes('/credentials/weaving-basics/trial')
    expect(await page.locator('[name="card"]').count()).toBe(0)
    await kim.sends('/credentials/weaving-basics/trial')
    await page.locator('[data-card-fields] [data-mounted]').waitFor()
    const { reference } = await stripeSite.deps.db
      .selectFrom('card_setups')
      .select('reference')
      .executeTakeFirstOrThrow()
    stripeSite.stripe.account.completeSetup(reference!)
    await page.getByRole('button', { name: 'Save this card and go on' }).click()
    await page.waitForURL('**/learn/**')
    expect(said.filter((line) => /Content Security Policy/.test(line))).toEqual([])
  } finally {
    await context.close()
    if ('closeAllConnections' in server) server.closeAllConnections()
    server.close()
    await app.close()
    await stripeSite.close()
  }
}, 60_000)

// What Stripe's script does, as far as our page can tell: it mounts something, and sends the browser back when the
// card is saved.
const stripeScript = `globalThis.Stripe = () => ({
  elements: () => ({
    create: () => ({ mount: (place) => place.append(Object.assign(document.createElement('i'), { textContent: 'card' })), on() {} }),
    submit: async () => ({}),
  }),
  confirmSetup: async ({ confirmParams }) => { location.href = confirmParams.return_url; return {} },
});
new MutationObserver(() => document.querySelector('[data-place] i')?.setAttribute('data-mounted', ''))
  .observe(document, { childList: true, subtree: true });`
