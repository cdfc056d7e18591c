import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { simulatedCard, trialFields } from '../../../../tests/support/billing.ts'
import { openTestSite, type TestSite, type Visitor } from '../../../../tests/support/site.ts'
import { publishWeaving, signedIn, type World } from '../../../../tests/worlds.ts'

let site: TestSite
let world: World
beforeAll(async () => {
  site = await openTestSite()
  world = await publishWeaving(site.deps, {
    priceMinor: 3900,
    priceLists: [
      { countries: ['JP'], monthly: 4800, currency: 'JPY' },
      { countries: ['KW'], monthly: 9500, currency: 'KWD' },
    ],
  })
})
afterAll(() => site.close())

const credential = '/credentials/weaving-basics'
const choose = (visitor: Visitor, country: string) =>
  visitor.post('/preferences/country', { country, back: credential })
const trialOf = (visitor: Visitor) => visitor.get(`${credential}/trial`).then((answer) => answer.text())

describe('prices by country', () => {
  test('the page shows the price of the country that the visitor chose, and nobody else gets their page', async () => {
    const [here, there] = [site.visitor(), site.visitor()]
    const answer = await choose(there, 'JP')
    expect([answer.status, answer.headers.get('location')]).toEqual([303, credential])
    for (let again = 0; again < 2; again++) {
      expect(await (await there.get(credential)).text()).toContain('¥4,800 a month')
      expect(await (await here.get(credential)).text()).toContain('€39 a month, at most')
    }
    // What no country is, is no choice; where it leads to is a page of ours.
    for (const wrong of ['UK', 'jp', '<script>', '']) {
      await choose(there, wrong)
      expect(await (await there.get(credential)).text()).toContain('€39 a month, at most')
    }
    const away = await there.post('/preferences/country', { country: 'JP', back: '//evil.example/' })
    expect(away.headers.get('location')).toBe('/')
  })

  test('the trial says price and tax before anybody agrees, and keeps both with the agreement', async () => {
    const { personKey, visitor } = await signedIn(site, { email: 'tokyo@example.org' })
    await choose(visitor, 'JP')
    const page = await trialOf(visitor)
    expect(page).toContain('¥4,800')
    expect(page).toContain('10% 消費税 (Japan) is in the price: ¥436 of ¥4,800.')
    const form = { ...trialFields(world, simulatedCard('works', 8001)), price: '4800 JPY', country: 'JP' }
    expect((await visitor.post(`${credential}/trial`, form)).status).toBe(303)
    const agreed = await site.deps.db
      .selectFrom('subscriptions')
      .select(['price_minor', 'currency', 'country', 'tax_rate_bp', 'tax_added'])
      .where('person_key', '=', personKey)
      .executeTakeFirstOrThrow()
    expect(agreed).toEqual({
      price_minor: 4800,
      currency: 'JPY',
      country: 'JP',
      tax_rate_bp: 1000,
      tax_added: false,
    })
  })

  test('a country that changed in another window is shown again before anything starts', async () => {
    const { visitor } = await signedIn(site, { email: 'kuwait@example.org' })
    await choose(visitor, 'KW')
    expect(await trialOf(visitor)).toContain('KWD')
    await choose(visitor, 'DE')
    const form = { ...trialFields(world, simulatedCard('works', 8002)), price: '9500 KWD', country: 'KW' }
    expect((await visitor.post(`${credential}/trial`, form)).status).toBe(409)
  })

  test('tax that is added is part of what is named as the price', async () => {
    const { visitor } = await signedIn(site, { email: 'canada@example.org' })
    await choose(visitor, 'CA')
    const page = await trialOf(visitor)
    expect(page).toContain('€39 and 5% GST (Canada), €1.95: €40.95 in all.')
    expect(page).toContain('€40.95 on')
  })
})

describe('papers', () => {
  test('a buyer reads, prints and keeps their invoice; to others it isn’t there', async () => {
    const { personKey, visitor } = await signedIn(site, { email: 'firm@example.org' })
    await choose(visitor, 'DE')
    const bad = await visitor.post('/money/details', {
      name: '',
      address: ' \n ',
      country: 'XX',
      tax_number: '<>',
    })
    expect(bad.status).toBe(422)
    expect(await bad.text()).toContain('Write the address.')
    await visitor.post('/money/details', {
      name: 'Weberei & Söhne',
      address: 'Am Kai 12\r\n\r\n20457 Hamburg',
      country: 'DE',
      tax_number: 'DE 123',
    })
    const once = await (await visitor.get(`${credential}/once`)).text()
    const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(once)![1]!
    await visitor.post(`${credential}/once`, {
      edition: hidden('edition'),
      price: hidden('price'),
      country: 'DE',
      once: hidden('once'),
      card: simulatedCard('works', 8003),
    })
    const invoice = await site.deps.db
      .selectFrom('invoices')
      .select(['id', 'tax_minor', 'total_minor'])
      .where('person_key', '=', personKey)
      .executeTakeFirstOrThrow()
    expect(invoice).toMatchObject({ total_minor: 3900, tax_minor: 623 })
    const page = await (await visitor.get(`/invoices/${invoice.id}`)).text()
    for (const words of ['Weberei &amp; Söhne', '20457 Hamburg', '19% USt in it', '€6.23', 'Simulated'])
      expect(page).toContain(words)
    const pdf = await visitor.get(`/invoices/${invoice.id}/invoice.pdf`)
    expect(pdf.headers.get('content-type')).toBe('application/pdf')
    const bytes = Buffer.from(await pdf.arrayBuffer())
    expect(bytes.toString('latin1', 0, 8)).toBe('%PDF-1.7')
    const again = Buffer.from(await (await visitor.get(`/invoices/${invoice.id}/invoice.pdf`)).arrayBuffer())
    expect(again.equals(bytes)).toBe(true)
    const { visitor: other } = await signedIn(site, { email: 'curious@example.org' })
    expect((await other.get(`/invoices/${invoice.id}`)).status).toBe(404)
    expect((await other.get(`/invoices/${invoice.id}/invoice.pdf`)).status).toBe(404)
    // Taken off again, or erased: what was issued stays.
    await visitor.post('/money/details', { remove: '1' })
    expect(await (await visitor.get(`/invoices/${invoice.id}`)).text()).toContain('Weberei &amp; Söhne')
  })
})
