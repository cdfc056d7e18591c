import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openTestSite, type TestSite } from '../../../../tests/support/site.ts'
import type { CardKind } from '../../../../tests/support/stripe/account.ts'
import { openStripeServer, type StripeServer, stripeKeys } from '../../../../tests/support/stripe/server.ts'
import { signedIn } from '../../../../tests/worlds.ts'
import { newId } from '../../../platform/random.ts'
import { GatewayUnclear, type PaymentGateway } from '../gateway.ts'
import { stripeGateway } from './stripe-gateway.ts'

// Stripe's own library against a server that follows its published API and misbehaves when it is told to.

let site: TestSite
let server: StripeServer
let gateway: PaymentGateway
let personKey: string
const logged: string[] = []

beforeAll(async () => {
  site = await openTestSite()
  server = await openStripeServer(() => site.clock.now())
  const log = {
    info: (...said: unknown[]) => logged.push(JSON.stringify(said)),
    error: (...said: unknown[]) => logged.push(said.map(String).join(' ')),
  }
  gateway = stripeGateway({ ...site.deps, fetch, log }, stripeKeys, {
    server: { host: '127.0.0.1', port: server.port, protocol: 'http' },
    retriesMax: 0,
  })
  ;({ personKey } = await signedIn(site, { email: 'payer@example.org' }))
})
afterEach(() => {
  expect(server.faults).toEqual([])
  server.requests.length = 0
})
afterAll(async () => {
  await server.close()
  await site.close()
})

const id = () => newId(site.clock.now(), site.deps.random)

async function cardOf(kind: CardKind, number = kind as string): Promise<string> {
  const reference = await gateway.fields!.begin({ id: id(), personKey })
  server.account.completeSetup(reference, kind, number)
  const saved = await gateway.saveCard({ token: reference, personKey })
  if (!saved.ok) throw new Error(saved.why)
  return saved.reference
}

function request(cardReference: string, more: { onSession?: boolean; idempotencyKey?: string } = {}) {
  return {
    idempotencyKey: id(),
    cardReference,
    amountMinor: 3900,
    currency: 'EUR',
    onSession: false,
    returnUrl: 'http://127.0.0.1:3000/back',
    ...more,
  }
}

function succeededFor(chargeId: string): number {
  return server.account
    .all('charge')
    .filter((charge) => (charge.metadata as Record<string, string>).charge === chargeId).length
}

test('a card is kept for later with strong authentication asked for, and only by whom it belongs to', async () => {
  const setup = id()
  const reference = await gateway.fields!.begin({ id: setup, personKey })
  expect(await gateway.fields!.begin({ id: setup, personKey })).toBe(reference)
  expect(server.lastForm.get('POST /v1/setup_intents')).toMatchObject({
    usage: 'off_session',
    payment_method_options: { card: { request_three_d_secure: 'any' } },
  })
  expect(await gateway.fields!.show(reference)).toMatchObject({
    publishableKey: stripeKeys.publishableKey,
    clientSecret: `${reference}_secret_test`,
  })
  expect(await gateway.saveCard({ token: reference, personKey })).toEqual({ ok: false, why: 'token_invalid' })
  server.account.completeSetup(reference, 'works', '4242')
  const saved = await gateway.saveCard({ token: reference, personKey })
  expect(saved).toMatchObject({ ok: true, fingerprint: 'fp_4242', brand: 'visa', last4: '4242' })
  const { personKey: other } = await signedIn(site, { email: 'other@example.org' })
  await gateway.fields!.begin({ id: id(), personKey: other })
  expect(await gateway.saveCard({ token: reference, personKey: other })).toMatchObject({ ok: false })
})

test('without script a card is kept on Stripe’s own page', async () => {
  const hosted = await gateway.fields!.beginHosted({
    id: id(),
    personKey,
    returnUrl: 'http://127.0.0.1:3000/return',
    backUrl: 'http://127.0.0.1:3000/back',
  })
  expect(hosted.url).toContain('https://checkout.stripe.com/')
  expect(await gateway.saveCard({ token: hosted.reference, personKey })).toMatchObject({ ok: false })
  server.account.completeSetup(hosted.reference, 'works', '5555')
  expect(await gateway.saveCard({ token: hosted.reference, personKey })).toMatchObject({
    ok: true,
    fingerprint: 'fp_5555',
  })
})

test('a charge is made off session and asked for again leads to the first answer', async () => {
  const card = await cardOf('works')
  const asked = request(card)
  const first = await gateway.charge(asked)
  expect(first.state).toBe('succeeded')
  expect(await gateway.charge(asked)).toEqual(first)
  expect(await gateway.lookup(asked.idempotencyKey)).toEqual(first)
  expect(first.state === 'succeeded' && (await gateway.chargeOf(first.reference))).toBe(asked.idempotencyKey)
  expect(succeededFor(asked.idempotencyKey)).toBe(1)
  expect(await gateway.lookup(id())).toBeUndefined()
})

test('whatever answer gets lost on the way, the money moves once', async () => {
  const card = await cardOf('works')
  const steps = [/POST \/v1\/payment_intents$/, /POST \/v1\/payment_intents\/\w+\/confirm$/]
  const wrongs = ['lost_answer', 'lost_request', 'error_after', 'error_before', 'busy', 'too_many'] as const
  for (const at of steps)
    for (const is of wrongs) {
      server.faults.push({ at, is })
      const asked = request(card)
      await expect(gateway.charge(asked), `${at} ${is}`).rejects.toThrow(GatewayUnclear)
      const known = await gateway.lookup(asked.idempotencyKey)
      const answer = known ?? (await gateway.charge(asked))
      expect(answer.state, `${at} ${is}`).toBe('succeeded')
      expect(await gateway.charge(asked)).toEqual(answer)
      expect(succeededFor(asked.idempotencyKey), `${at} ${is}`).toBe(1)
    }
})

test('two workers that ask at the same time make one charge', async () => {
  const asked = request(await cardOf('works'))
  const answers = await Promise.allSettled(Array.from({ length: 5 }, () => gateway.charge(asked)))
  expect(answers.some((one) => one.status === 'fulfilled' && one.value.state === 'succeeded')).toBe(true)
  expect(succeededFor(asked.idempotencyKey)).toBe(1)
})

test('a declined card, an expired one and one that is gone say so, and are asked once', async () => {
  for (const [kind, failure] of [
    ['declined', 'declined'],
    ['expired', 'card_gone'],
  ] as const) {
    const asked = request(await cardOf(kind))
    expect(await gateway.charge(asked)).toMatchObject({ state: 'failed', failure })
    expect(await gateway.lookup(asked.idempotencyKey)).toMatchObject({ state: 'failed', failure })
  }
  const gone = (await cardOf('works')).split('/')[0]
  expect(await gateway.charge(request(`${gone}/pm_gone`))).toMatchObject({ failure: 'card_gone' })
  expect(await gateway.charge(request('cus_gone/pm_gone'))).toMatchObject({ failure: 'card_gone' })
})

test('where the bank asks again it is a failure while nobody is there, and a way to the bank when somebody is', async () => {
  const card = await cardOf('asks')
  const away = request(card)
  expect(await gateway.charge(away)).toMatchObject({ state: 'failed', failure: 'authentication_required' })
  const there = request(card, { onSession: true })
  const asked = await gateway.charge(there)
  expect(asked).toMatchObject({ state: 'needs_confirmation' })
  expect(asked.state === 'needs_confirmation' && asked.confirmUrl).toContain('https://hooks.stripe.com/')
  expect(succeededFor(there.idempotencyKey)).toBe(0)
  server.account.answerBank((asked as { reference: string }).reference, true)
  expect(await gateway.lookup(there.idempotencyKey)).toMatchObject({ state: 'succeeded' })

  const refused = request(card, { onSession: true })
  const second = await gateway.charge(refused)
  server.account.answerBank((second as { reference: string }).reference, false)
  expect(await gateway.lookup(refused.idempotencyKey)).toMatchObject({ failure: 'authentication_required' })
})

test('a confirmation that never comes is ended, and one that came in the same moment stays', async () => {
  const card = await cardOf('asks')
  const never = request(card, { onSession: true })
  await gateway.charge(never)
  expect(await gateway.abandon(never.idempotencyKey)).toMatchObject({ failure: 'authentication_required' })
  const late = request(card, { onSession: true })
  const asked = await gateway.charge(late)
  server.account.answerBank((asked as { reference: string }).reference, true)
  expect(await gateway.abandon(late.idempotencyKey)).toMatchObject({ state: 'succeeded' })
})

test('a refund is made once, however often its answer gets lost, and never more than was charged', async () => {
  const charged = await gateway.charge(request(await cardOf('works')))
  const chargeReference = (charged as { reference: string }).reference
  const refund = { idempotencyKey: id(), chargeReference, amountMinor: 3000 }
  server.faults.push({ at: /POST \/v1\/refunds/, is: 'lost_answer' })
  await expect(gateway.refund(refund)).rejects.toThrow(GatewayUnclear)
  const first = await gateway.refund(refund)
  expect(first.state).toBe('succeeded')
  expect(await gateway.refund(refund)).toEqual(first)
  expect(await gateway.refund({ idempotencyKey: id(), chargeReference, amountMinor: 901 })).toEqual({
    state: 'refused',
    why: 'charge_already_refunded',
  })
  const made = server.account.all('refund').filter((one) => one.payment_intent === chargeReference)
  expect(made).toHaveLength(1)
})

test('Stripe’s books are read to the last page, and only what moved money counts', async () => {
  const card = await cardOf('works')
  site.clock.advance(3 * 86_400_000)
  const from = site.clock.now()
  const until = new Date(from.getTime() + 3_600_000)
  const keys: string[] = []
  for (let n = 0; n < 8; n++) {
    const asked = request(card)
    keys.push(asked.idempotencyKey)
    await gateway.charge(asked)
  }
  await gateway.charge(request(await cardOf('declined')))
  const charges = await listed('charge')
  expect(charges.map((one) => one.ourId).sort()).toEqual(keys.sort())
  expect(charges[0]).toMatchObject({ amountMinor: 3900, currency: 'EUR', feeMinor: 113 })
  expect(server.requests.filter((one) => one === 'GET /v1/charges')).toHaveLength(3)
  const dispute = server.account.dispute(charges[0]!.reference)
  expect(await listed('dispute')).toMatchObject([{ reference: dispute.id, state: 'open', feeMinor: 1500 }])
  server.account.closeDispute(dispute.id, 'lost')
  expect(await gateway.findDispute(dispute.id)).toMatchObject({
    state: 'lost',
    chargeReference: charges[0]!.reference,
  })
  expect(await gateway.findDispute('du_nowhere')).toBeUndefined()

  async function listed(kind: Parameters<PaymentGateway['list']>[0]) {
    const all = []
    for await (const one of gateway.list(kind, { from, until })) all.push(one)
    return all
  }
})

test('a provider’s account is made once, is ready when Stripe knows enough, and is paid once', async () => {
  const provider = { id: id(), country: 'DE', returnUrl: 'http://127.0.0.1:3000/p' }
  const first = await gateway.payoutAccount(provider)
  expect(first).toMatchObject({ state: 'incomplete' })
  expect(first.continueUrl).toContain('https://connect.stripe.com/')
  const transfer = { idempotencyKey: id(), account: first.reference, amountMinor: 500, currency: 'EUR' }
  expect(await gateway.transfer(transfer)).toEqual({
    state: 'refused',
    why: 'insufficient_capabilities_for_transfer',
  })
  server.account.get(first.reference).capabilities = { transfers: 'active' }
  const ready = await gateway.payoutAccount({ ...provider, reference: first.reference })
  expect(ready).toEqual({ reference: first.reference, state: 'ready' })
  const second = { ...transfer, idempotencyKey: id() }
  server.faults.push({ at: /POST \/v1\/transfers/, is: 'lost_answer' })
  await expect(gateway.transfer(second)).rejects.toThrow(GatewayUnclear)
  const paid = await gateway.transfer(second)
  expect(await gateway.transfer(second)).toEqual(paid)
  expect(server.account.all('transfer')).toHaveLength(1)
})

test('an event counts only with a fresh signature of the endpoint’s secret, over exactly these bytes', async () => {
  await gateway.charge(request(await cardOf('works')))
  const event = server.account.events.findLast((one) => one.type === 'payment_intent.succeeded')!
  const body = JSON.stringify(event)
  const receivedAt = site.clock.now()
  const read = (posted: string, signature: string, at = receivedAt) =>
    gateway.readEvent({ body: posted, signature, receivedAt: at })
  const intent = (event.data as { object: { id: string } }).object.id
  expect(await read(body, server.sign(body))).toEqual({
    ok: true,
    event: { id: event.id, kind: 'payment_intent.succeeded', about: 'charge', reference: intent },
  })
  const refused = { ok: false, why: 'signature' }
  expect(await read(body, '')).toEqual(refused)
  expect(await read(body, server.sign(body, { secret: 'whsec_other' }))).toEqual(refused)
  expect(await read(body.replace('succeeded', 'canceled'), server.sign(body))).toEqual(refused)
  const late = new Date(receivedAt.getTime() + 301_000)
  expect(await read(body, server.sign(body), late)).toEqual(refused)
  expect(await read('{"id":', server.sign('{"id":'))).toEqual(refused)
  const live = JSON.stringify({ ...event, livemode: true })
  expect(await read(live, server.sign(live))).toMatchObject({ ok: true, event: { about: 'nothing' } })
})

test('a person is forgotten at Stripe too, once and for all', async () => {
  const customer = (await cardOf('works')).split('/')[0]!
  await gateway.forget(customer)
  await gateway.forget(customer)
  expect(() => server.account.get(customer)).toThrow('No such object')
})

test('no secret is said in an error or a log', async () => {
  const wrong = stripeGateway(
    { ...site.deps, fetch },
    { ...stripeKeys, secretKey: 'sk_test_wrongSecret' },
    {
      server: { host: '127.0.0.1', port: server.port, protocol: 'http' },
      retriesMax: 0,
    },
  )
  const said = await wrong.charge(request('cus_1/pm_1')).catch((error: unknown) => error as Error)
  expect(said).toBeInstanceOf(Error)
  const words = [String(said), (said as Error).stack, ...logged].join('\n')
  for (const secret of [stripeKeys.secretKey, stripeKeys.webhookSecret, 'wrongSecret', '_secret_test'])
    expect(words).not.toContain(secret)
})
