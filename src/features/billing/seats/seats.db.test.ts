import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  dayMs,
  learnerInTrial,
  publishPaidWeaving,
  simulatedCard,
  subscriptionOf,
  work,
} from '../../../../tests/support/billing.ts'
import { openTestSite, type TestSite, type Visitor } from '../../../../tests/support/site.ts'
import { signedIn, type World } from '../../../../tests/worlds.ts'
import { erasePerson } from '../../account/erase-person.ts'
import { checkLedger } from '../api.ts'
import { hasNothingToPay } from '../grants/give-whole.ts'
import { billingJobs } from '../jobs.ts'

// Seats as they are lived: agreed on, given out, moved, taken, shown or not, and billed when learners began.

let site: TestSite
let world: World
let admin: { visitor: Visitor; personKey: string; email: string }
let people = 0

beforeAll(async () => {
  site = await openTestSite()
  world = await publishPaidWeaving(site)
})
beforeEach(async () => {
  admin = await person('works.example')
})
afterAll(() => site.close())

const seatsPath = '/credentials/weaving-basics/seats'

async function person(domain = 'home.example', confirmed = true) {
  const email = `person${++people}@${domain}`
  return { email, ...(await signedIn(site, { email, confirmed })) }
}

async function agrees(form: Record<string, string> = {}, visitor = admin.visitor) {
  const page = await (await visitor.get(seatsPath)).text()
  const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)![1]!
  return visitor.post(seatsPath, {
    once: hidden('once'),
    unit: hidden('unit'),
    name: `Harbour Works ${people}`,
    kind: 'employer',
    seats_max: '3',
    pays_by: 'invoice',
    country: '',
    card: simulatedCard('works', 7000 + people),
    ...form,
  })
}

async function agreement(form: Record<string, string> = {}) {
  const answer = await agrees(form)
  const path = answer.headers.get('location')
  if (!path) throw new Error(`agreeing answered ${answer.status}`)
  const organisation = /\/organisations\/([^?]+)/.exec(path)![1]!
  const row = await site.deps.db
    .selectFrom('seat_agreements')
    .selectAll()
    .where('organisation_id', '=', organisation)
    .executeTakeFirstOrThrow()
  return { id: row.id, organisation, path: `/organisations/${organisation}` }
}

const invites = (id: string, emails: string, visitor = admin.visitor) =>
  visitor.submit(`/seat-agreements/${id}/invitations`, { emails })

async function linkTo(email: string): Promise<string> {
  const mail = await site.deps.db
    .selectFrom('mail_messages')
    .select('body_text')
    .where('to_address', '=', email)
    .where('purpose', '=', 'billing.seat-invitation')
    .orderBy('created_at', 'desc')
    .executeTakeFirstOrThrow()
  return /(\/seat\/[\w-]+)/.exec(mail.body_text)![1]!
}

async function takesInvited(id: string, progress = 'no') {
  const learner = await person()
  await invites(id, learner.email)
  const answer = await learner.visitor.post(await linkTo(learner.email), { progress })
  const enrolment = /\/learn\/(.+)/.exec(answer.headers.get('location') ?? '')?.[1]
  if (!enrolment) throw new Error(`taking answered ${answer.status}`)
  return { ...learner, enrolment }
}

const begins = (learner: { visitor: Visitor; enrolment: string }) =>
  learner.visitor.get(`/learn/${learner.enrolment}/items/${world.items.lesson}`)

async function seatsOf(id: string) {
  return site.deps.db
    .selectFrom('seats')
    .selectAll()
    .where('agreement_id', '=', id)
    .orderBy('number')
    .execute()
}

async function bills() {
  await billingJobs.jobs['billing.seats']!(site.deps, {})
  await work(site)
}

function nextMonth(): void {
  const now = site.clock.now()
  site.clock.move(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1, 1)).toISOString())
}

async function ordersOf(id: string) {
  return site.deps.db
    .selectFrom('seat_bills as b')
    .innerJoin('orders as o', 'o.id', 'b.order_id')
    .select(['b.month', 'o.quantity', 'o.total_minor', 'o.state', 'o.pays_by'])
    .where('b.agreement_id', '=', id)
    .orderBy('b.month')
    .execute()
}

describe('agreeing', () => {
  test('says price and terms before, charges nothing, and pressing twice is one agreement', async () => {
    const page = await (await admin.visitor.get(seatsPath)).text()
    expect(page).toContain('€39')
    expect(page).toContain('A seat that nobody began costs nothing')
    const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)![1]!
    const same = { once: hidden('once'), name: 'Twice Works' }
    await Promise.all([agrees(same), agrees(same)])
    const made = await site.deps.db
      .selectFrom('organisations')
      .select('id')
      .where('name', '=', 'Twice Works')
      .execute()
    expect(made).toHaveLength(1)
    const orders = await site.deps.db
      .selectFrom('orders')
      .select('id')
      .where('person_key', '=', admin.personKey)
      .execute()
    expect(orders).toEqual([])
  })

  test('what is wrong is said and kept; a domain of everybody is none', async () => {
    const wrong = await agrees({ name: '', seats_max: '0', domain: 'gmail.com' })
    expect(wrong.status).toBe(422)
    const text = await wrong.text()
    for (const said of ['at most 120 letters', 'from 1 to 10,000', 'looks like example.org'])
      expect(text).toContain(said)
    expect((await agrees({ unit: '1 EUR' })).status).toBe(409)
    expect((await agrees({ pays_by: 'card', card: simulatedCard('refused') })).status).toBe(422)
  })

  test('only its administrators see an organisation; roles are given and taken, the last one stays', async () => {
    const { path, id } = await agreement()
    const other = await person()
    for (const [method, where] of [
      ['get', path],
      ['post', `${path}/admins`],
      ['post', `/seat-agreements/${id}/invitations`],
      ['post', `/seat-agreements/${id}/domain`],
      ['post', `/seat-agreements/${id}/closure`],
    ] as const)
      expect((await other.visitor[method](where)).status, where).toBe(404)
    expect((await admin.visitor.post(`${path}/admins/removal`, { person: admin.personKey })).status).toBe(422)
    await admin.visitor.post(`${path}/admins`, { email: other.email })
    expect((await other.visitor.get(path)).status).toBe(200)
    await admin.visitor.post(`${path}/admins/removal`, { person: other.personKey })
    expect((await other.visitor.get(path)).status).toBe(404)
    const unconfirmed = await person('home.example', false)
    expect((await admin.visitor.post(`${path}/admins`, { email: unconfirmed.email })).status).toBe(422)
  })
})

describe('giving out', () => {
  test('a pasted CSV invites each address once; too many for the seats invites nobody', async () => {
    const { id } = await agreement()
    const first = await invites(id, `name,email\nTama,tama${id}@works.example\n"B, C",b${id}@works.example`)
    expect(first.html).toContain('2 invitations')
    await invites(id, `tama${id}@works.example`)
    expect(await seatsOf(id)).toHaveLength(2)
    const tooMany = await invites(id, `x@works.example, y@works.example`)
    expect(tooMany.status).toBe(422)
    expect(tooMany.html).toContain('2 new addresses, and 1 free')
    expect(tooMany.html).toContain('x@works.example, y@works.example')
    const odd = await invites(id, 'ok@works.example\nnot@an@address')
    expect(odd.html).toContain('Line 2')
    expect(await seatsOf(id)).toHaveLength(2)
  })

  test('opening the link changes nothing; taking asks about progress, enrols and commits', async () => {
    const { id, path } = await agreement()
    const learner = await person()
    await invites(id, learner.email)
    const link = await linkTo(learner.email)
    expect(await (await site.visitor().get(link)).text()).toContain(encodeURIComponent(link))
    expect(await (await learner.visitor.get(link)).text()).toContain('sees your name, your address')
    expect((await learner.visitor.post(link, {})).status).toBe(422)
    expect((await seatsOf(id))[0]!.taken_at).toBeNull()
    const [one, two] = await Promise.all([1, 2].map(() => learner.visitor.post(link, { progress: 'no' })))
    expect(one!.headers.get('location')).toBe(two!.headers.get('location'))
    const rows = await site.deps.db
      .selectFrom('enrolments as n')
      .innerJoin('enrolment_events as v', 'v.enrolment_id', 'n.id')
      .select(['n.route', 'v.kind'])
      .where('n.person_key', '=', learner.personKey)
      .execute()
    expect(rows).toEqual([{ route: 'seat', kind: 'committed' }])
    expect(await (await admin.visitor.get(path)).text()).toContain(learner.email)
  })

  test('by domain: a confirmed address there gets a seat, others don’t, and the last one goes to one of two', async () => {
    const { id } = await agreement({ seats_max: '1', domain: '@Works.example' })
    const way = `/seat-agreements/${id}/seat`
    const outsiders = [await person('not-works.example'), await person('works.example', false)]
    for (const { visitor } of outsiders)
      expect((await visitor.post(way, { progress: 'no' })).status).toBe(409)
    const insiders = [await person('works.example'), await person('works.example')]
    const answers = await Promise.all(insiders.map(({ visitor }) => visitor.post(way, { progress: 'yes' })))
    expect(answers.map((answer) => answer.status).sort()).toEqual([303, 409])
    expect((await seatsOf(id)).filter((seat) => seat.taken_at)).toHaveLength(1)
    await expect(
      site.deps.pool.query('insert into seats (id, agreement_id, number) values (gen_random_uuid(), $1, 2)', [
        id,
      ]),
    ).rejects.toThrow(/no more seats/)
  })

  test('a seat that nobody began is moved: its learner is told and owes nothing; one that began stays', async () => {
    const { id } = await agreement({ seats_max: '1' })
    const first = await takesInvited(id)
    const [seat] = await seatsOf(id)
    await admin.visitor.post(`/seats/${seat!.id}/release`)
    const told = await site.deps.db
      .selectFrom('mail_messages')
      .select('id')
      .where('to_address', '=', first.email)
      .where('purpose', '=', 'billing.seat-released')
      .execute()
    expect(told).toHaveLength(1)
    site.clock.advance(1000)
    const second = await takesInvited(id)
    await begins(second)
    const kept = await admin.visitor.submit(`/seats/${seat!.id}/release`)
    expect(kept.html).toContain('the seat stays theirs')
    expect((await seatsOf(id))[0]).toMatchObject({ person_key: second.personKey })
    const outsider = await person()
    expect((await outsider.visitor.post(`/seats/${seat!.id}/release`)).status).toBe(404)
  })

  test('a learner in a trial whose seat is moved on owes nothing, and is free to pay or be given it again', async () => {
    const { id } = await agreement({ seats_max: '1' })
    const learner = await learnerInTrial(site, world, { busy: false })
    await invites(id, learner.email)
    const link = await linkTo(learner.email)
    expect((await learner.visitor.post(link, { progress: 'no' })).status).toBe(303)
    expect(await subscriptionOf(site, learner)).toMatchObject({ state: 'free_to_finish' })
    const [seat] = await seatsOf(id)
    expect((await admin.visitor.post(`/seats/${seat!.id}/release`)).status).toBe(303)
    expect(await subscriptionOf(site, learner)).toMatchObject({
      state: 'cancelled',
      next_charge_at: null,
      free_because: null,
    })
    const of = { personKey: learner.personKey, credentialId: world.credentialId }
    expect(await hasNothingToPay(site.deps.db, of)).toBe(false)
    site.clock.advance(1000)
    await invites(id, learner.email)
    const again = await learner.visitor.post(await linkTo(learner.email), { progress: 'no' })
    expect(again.status).toBe(303)
    expect(await hasNothingToPay(site.deps.db, of)).toBe(true)
  })

  test('after it was ended, or after twelve months, none is given out', async () => {
    const closed = await agreement()
    const learner = await person()
    await invites(closed.id, learner.email)
    await admin.visitor.post(`/seat-agreements/${closed.id}/closure`)
    const link = await linkTo(learner.email)
    expect((await learner.visitor.post(link, { progress: 'no' })).status).toBe(409)
    expect((await invites(closed.id, 'late@works.example')).status).toBe(422)
  })
})

describe('what an organisation sees', () => {
  test('is progress only where the learner said so, and no longer when they take it back', async () => {
    const { id, path } = await agreement()
    const [open, hidden] = [await takesInvited(id, 'yes'), await takesInvited(id, 'no')]
    await begins(open)
    await begins(hidden)
    await open.visitor.post(`/learn/${open.enrolment}/items/${world.items.lesson}/completion`)
    const seen = await (await admin.visitor.get(path)).text()
    expect(seen).toContain('0 of 1 required steps')
    expect(seen.match(/not shown/g)).toHaveLength(1)
    const own = await (await open.visitor.get('/seats')).text()
    const consentPath = /action="(\/seats\/[^"]+\/consent)"/.exec(own)![1]!
    expect((await hidden.visitor.post(consentPath, { progress: 'yes' })).status).toBe(404)
    await open.visitor.post(consentPath, { progress: 'no' })
    expect((await (await admin.visitor.get(path)).text()).match(/not shown/g)).toHaveLength(2)
    const answers = await site.deps.db
      .selectFrom('seat_consents')
      .select('shows_progress')
      .where('person_key', '=', open.personKey)
      .orderBy('id')
      .execute()
    expect(answers.map((answer) => answer.shows_progress)).toEqual([true, false])
  })

  test('is nothing of a learner who was erased, but that a seat was used', async () => {
    const { id, path } = await agreement()
    const learner = await takesInvited(id, 'yes')
    await begins(learner)
    await bills()
    await erasePerson(site.deps, learner.personKey)
    await work(site)
    const seen = await (await admin.visitor.get(path)).text()
    expect(seen).not.toContain(learner.email)
    expect(seen).toContain('account deleted')
    expect(seen).toContain('1 has begun')
  })
})

describe('bills', () => {
  test('come once a month for the seats that began, however often the job runs; unused ones cost nothing', async () => {
    const { id } = await agreement({ seats_max: '5' })
    const learners = [await takesInvited(id), await takesInvited(id), await takesInvited(id)]
    await begins(learners[0]!)
    await begins(learners[1]!)
    await bills()
    expect(await ordersOf(id)).toEqual([])
    nextMonth()
    await Promise.all([bills(), bills()])
    await bills()
    expect(await ordersOf(id)).toMatchObject([
      { quantity: 2, total_minor: 7800, state: 'open', pays_by: 'invoice' },
    ])
    nextMonth()
    await bills()
    expect(await ordersOf(id)).toHaveLength(1)
    const mail = await site.deps.db
      .selectFrom('mail_messages')
      .select(['subject', 'body_text'])
      .where('person_key', '=', admin.personKey)
      .where('purpose', '=', 'billing.seats-billed')
      .executeTakeFirstOrThrow()
    expect(mail.body_text).toContain('€78')
  })

  test('by a card that can’t be asked come as an invoice: no seat goes unpaid', async () => {
    const { id } = await agreement({ pays_by: 'card', card: simulatedCard('works', 7400 + people) })
    await begins(await takesInvited(id))
    const { payment_method_id: card } = await site.deps.db
      .selectFrom('seat_agreements')
      .select('payment_method_id')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    await site.deps.db
      .updateTable('payment_methods')
      .set({ gateway: 'elsewhere' })
      .where('id', '=', card)
      .execute()
    nextMonth()
    await bills()
    expect(await ordersOf(id)).toMatchObject([{ quantity: 1, state: 'open', pays_by: 'invoice' }])
  })

  test('by card are charged once; a refused card becomes an invoice, and no learner notices', async () => {
    for (const [card, order] of [
      ['works', { state: 'paid', pays_by: 'card' }],
      ['declined', { state: 'open', pays_by: 'invoice' }],
    ] as const) {
      admin = await person('works.example')
      const { id } = await agreement({ pays_by: 'card', card: simulatedCard(card, 7500 + people) })
      const learner = await takesInvited(id)
      await begins(learner)
      nextMonth()
      await bills()
      expect(await ordersOf(id)).toMatchObject([{ quantity: 1, total_minor: 3900, ...order }])
      const page = await site.deps.db
        .selectFrom('enrolment_access')
        .select('works_until')
        .where('enrolment_id', '=', learner.enrolment)
        .executeTakeFirst()
      expect(page?.works_until ?? null).toBeNull()
    }
  })

  test('that stay unpaid end the giving out, not the learning', async () => {
    const { id } = await agreement()
    const learner = await takesInvited(id)
    await begins(learner)
    nextMonth()
    await bills()
    site.clock.advance(46 * dayMs)
    await bills()
    const row = await site.deps.db
      .selectFrom('seat_agreements')
      .select('closed_at')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(row.closed_at).not.toBeNull()
    expect((await seatsOf(id))[0]).toMatchObject({ enrolment_id: learner.enrolment })
  })
})

test('the database keeps a used seat with its learner, and bills it once', async () => {
  const { id } = await agreement()
  const learner = await takesInvited(id)
  await begins(learner)
  await bills()
  const [seat] = await seatsOf(id)
  await expect(
    site.deps.pool.query(
      'update seats set used_at = null, enrolment_id = null, taken_at = null where id = $1',
      [seat!.id],
    ),
  ).rejects.toThrow(/stays with its learner/)
})

test('after all of it every check of the ledger holds', async () => {
  const report = await checkLedger(site.deps.db, site.clock.now())
  expect(report.findings.filter((finding) => finding.brokenCount > 0)).toEqual([])
})
