import type { NotNull } from 'kysely'
import { billingJobs } from '../../src/features/billing/jobs.ts'
import { openSession } from '../../src/platform/sessions.ts'
import { publishWeaving, signedIn, type World } from '../worlds.ts'
import type { TestSite, Visitor } from './site.ts'

// What tests about money need: somebody in a trial, and time that passes as the worker sees it.

export const hourMs = 3_600_000
export const dayMs = 24 * hourMs

/** Cards of the simulated gateway, by how they behave; `serial` makes different ones. */
export function simulatedCard(
  behaviour: 'works' | 'refused' | 'declined' | 'asks' | 'lost' = 'works',
  serial = 0,
): string {
  const ending = { works: '1999', refused: '0001', declined: '0002', asks: '0003', lost: '0004' }[behaviour]
  return `9999 4321 ${String(1000 + serial)} ${ending}`
}

let people = 0

/** "Weaving Basics" for 39 euros a month: six weeks advertised, so that the cap is two months. */
export async function publishPaidWeaving(site: TestSite, slug = 'weaving-basics'): Promise<World> {
  return publishWeaving(site.deps, { slug, priceMinor: 3900 })
}

/** The fields of the trial's form, as the page shows them. */
export function trialFields(
  world: World,
  card: string,
  more: Record<string, string> = {},
): Record<string, string> {
  return {
    edition: world.editionId,
    price: '3900 EUR',
    card,
    hours_per_week: '4',
    intent_finish: 'finish',
    ...more,
  }
}

export interface Learner {
  personKey: string
  visitor: Visitor
  email: string
  enrolmentId: string
  subscriptionId: string
}

/** Somebody who has just started the trial of a world, with a card of their own. */
export async function learnerInTrial(
  site: TestSite,
  world: World,
  options: {
    card?: Parameters<typeof simulatedCard>[0]
    confirmed?: boolean
    slug?: string
    /** Opens a lesson now and then, as time passes; without it a paid month is an idle one. */
    busy?: boolean
    fields?: Record<string, string>
  } = {},
): Promise<Learner> {
  const serial = ++people
  const email = `learner${serial}@example.org`
  const { personKey, visitor } = await signedIn(site, { email, confirmed: options.confirmed ?? true })
  const form = trialFields(world, simulatedCard(options.card, serial), options.fields)
  const response = await visitor.post(`/credentials/${options.slug ?? 'weaving-basics'}/trial`, form)
  if (response.status !== 303) throw new Error(`the trial answered ${response.status}`)
  const row = await site.deps.db
    .selectFrom('subscriptions')
    .select(['id', 'enrolment_id'])
    .where('person_key', '=', personKey)
    .executeTakeFirstOrThrow()
  const learner: Learner = {
    personKey,
    visitor,
    email,
    enrolmentId: row.enrolment_id,
    subscriptionId: row.id,
  }
  homes.set(learner, site)
  if (options.busy ?? true) busy.add(learner)
  return learner
}

// Test files share this module, and each has a site of its own: only the own site's people do anything.
const homes = new WeakMap<Learner, TestSite>()
const busy = new Set<Learner>()

/** From now on nothing is opened any more, or again. */
export function setBusy(learner: Learner, isBusy: boolean): void {
  if (isBusy) busy.add(learner)
  else busy.delete(learner)
}

/** Opens a lesson, as the page would note it. */
export async function openLesson(
  site: TestSite,
  { enrolmentId }: Pick<Learner, 'enrolmentId'>,
): Promise<void> {
  const now = site.clock.now()
  await site.deps.db
    .insertInto('enrolment_openings')
    .values({ enrolment_id: enrolmentId, at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** A new session: the old one ends after 30 days, and tests about months outlive it. */
export async function signInAgain(site: TestSite, learner: Learner): Promise<void> {
  const { deps } = site
  learner.visitor.cookies.set(
    'candour-session',
    await openSession(deps.db, learner.personKey, deps.clock.now(), deps.random),
  )
}

/** Lets time pass: at every step the sweep and whatever jobs there are run, as the worker would. */
export async function pass(site: TestSite, ms: number, stepMs = 12 * hourMs): Promise<void> {
  for (let left = ms; left > 0; left -= stepMs) {
    site.clock.advance(Math.min(stepMs, left))
    const own = [...busy].filter((learner) => homes.get(learner) === site)
    await Promise.all(own.map((learner) => openLesson(site, learner)))
    await work(site)
  }
}

/** One round of the worker at the present moment. */
export async function work(site: TestSite): Promise<void> {
  await site.runJobs()
  await billingJobs.jobs['billing.sweep']!(site.deps, {})
  await site.runJobs()
}

export async function subscriptionOf(site: TestSite, learner: Learner) {
  return site.deps.db
    .selectFrom('subscriptions')
    .selectAll()
    .where('id', '=', learner.subscriptionId)
    .executeTakeFirstOrThrow()
}

export async function chargesOf(site: TestSite, learner: Learner) {
  return site.deps.db
    .selectFrom('charges')
    .selectAll()
    .where('subscription_id', '=', learner.subscriptionId)
    .$narrowType<{ period_start: NotNull; period_end: NotNull }>()
    .orderBy('number')
    .orderBy('attempt')
    .execute()
}

/** Mails about money to somebody, oldest first, without the confirmation of the address. */
export async function moneyMails(site: TestSite, learner: Learner) {
  return site.deps.db
    .selectFrom('mail_messages')
    .select(['purpose', 'subject', 'body_text', 'body_html', 'created_at'])
    .where('to_address', '=', learner.email)
    .where('purpose', 'like', 'billing.%')
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/** The cancel page's path in a mail. */
export function cancelPathIn(body: string): string {
  return /https?:\/\/[^/\s]+(\/cancel\/\S+)/.exec(body)![1]!
}
