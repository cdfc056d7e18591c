import type { Random } from '../random.ts'
import { localTimeOf } from '../time-zone.ts'
import type { Command } from './commands.ts'
import { newGatewayBooks } from './gateway-books.ts'
import { type Agreement, type Card, date, dayMs, hourMs, type Offer, type World } from './world.ts'

// Households drawn from a seed: one person or two who share their cards, in a time zone with awkward clocks, who do
// anything at any time, sensible or not.

/** Zones whose clocks change by an hour, by half an hour, at midnight, in the south, or not at all. */
export const timeZones = [
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/St_Johns',
  'America/Santiago',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Asia/Kathmandu',
  'Asia/Tokyo',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Kiritimati',
  'UTC',
]

/** Weeks from a cap of one month to a cap of two years; currencies of no, two and three decimals; tax in and on top. */
export const offers: readonly Offer[] = [
  offer('short', 2, 1900, 'EUR', 'NO', 2500, false),
  offer('weaving', 6, 3900, 'EUR', 'DE', 1900, false),
  offer('dyeing', 13, 4801, 'USD', 'US', 725, true),
  offer('felting', 26, 4980, 'JPY', 'JP', 1000, false),
  offer('looms', 34, 12_345, 'KWD', null, 0, false),
  offer('tapestry', 52, 2599, 'GBP', 'GB', 2000, true),
]

function offer(
  credential: string,
  advertisedWeeks: number,
  priceMinor: number,
  currency: string,
  country: string | null,
  taxRateBp: number,
  taxAdded: boolean,
): Offer {
  const providerId = `guild-${currency.toLowerCase()}`
  return { credential, providerId, priceMinor, currency, advertisedWeeks, country, taxRateBp, taxAdded }
}

export interface Household {
  world: World
  /** When somebody does something next; undefined where nobody does any more. */
  nextAt(): number | undefined
  /** What they do then; to be asked for at that moment. */
  act(): Command[]
}

export interface HouseholdOptions {
  seed: string
  from: number
  until: number
  /** Disputes reach into tables of their own; the database run leaves them out. */
  withDisputes?: boolean
}

/** A household and what it does. */
export function drawHousehold(
  random: Random,
  { seed, from, until, withDisputes = true }: HouseholdOptions,
): Household {
  const world = drawWorld(random.fork('world'), seed, from)
  const habits = {
    everyDays: random.pick([2.5, 4, 7, 11]),
    diligence: random.pick([0, 0.05, 0.3, 0.7]),
    wildness: random.pick([0.1, 0.4, 1]),
  }
  const acts = random.fork('acts')
  let at = firstMoment(random.fork('start'), world.people[0]!.timeZone, from, until)
  return {
    world,
    nextAt: () => (at < until ? at : undefined),
    act() {
      world.now = at
      at += Math.max(60_000, Math.floor(acts.exponential(1 / habits.everyDays) * dayMs))
      return drawCommands(acts, world, { ...habits, withDisputes })
    },
  }
}

// A quarter begins so that the first charge falls on a 31st of January, a leap day, or a change of the clock.
function firstMoment(random: Random, timeZone: string, from: number, until: number): number {
  const span = (until - from) / 3
  const plain = from + Math.floor(span * random.uniform())
  if (!random.bernoulli(0.25)) return plain
  const days: number[] = []
  for (let day = from; day < from + span + 180 * dayMs; day += dayMs)
    if (isAwkward(day, timeZone)) days.push(day)
  if (days.length === 0) return plain
  return Math.max(from, random.pick(days) - 7 * dayMs + Math.floor((random.uniform() - 0.2) * 26 * hourMs))
}

function isAwkward(day: number, timeZone: string): boolean {
  const local = localTimeOf(date(day), timeZone)
  if (local.day >= 29 && (local.month === 1 || local.month === 2)) return true
  const next = localTimeOf(date(day + dayMs), timeZone)
  return next.hour !== local.hour || next.minute !== local.minute
}

function drawWorld(random: Random, seed: string, from: number): World {
  const cards = new Map<string, Card>()
  for (let n = 0; n < 3; n++)
    cards.set(`card${n}`, {
      fingerprint: `${seed}:card${n}`,
      behaviour: random.pick(['works', 'works', 'works', 'declined', 'authentication_required']),
    })
  const person = () => ({ timeZone: random.pick(timeZones), confirmedAt: null, erasedAt: null })
  return {
    seed,
    now: from,
    offers: offers.map((one) => ({ ...one })),
    people: random.bernoulli(0.15) ? [person(), person()] : [person()],
    cards,
    agreements: [],
    jobs: [],
    mails: [],
    gateway: newGatewayBooks(),
    ledger: [],
    ledgerKeys: new Set(),
    facts: [],
    touched: new Set(),
    wireFaults: 0.15,
  }
}

interface Habits {
  diligence: number
  wildness: number
  withDisputes: boolean
}

function drawCommands(random: Random, world: World, habits: Habits): Command[] {
  const commands: Command[] = []
  const live = world.agreements.length - 1
  const agreement = live < 0 || random.bernoulli(0.9) ? live : random.integer(0, live)
  const now = world.agreements[agreement]
  if (!now || (['ended', 'free_to_finish', 'cancelled'].includes(now.state) && random.bernoulli(0.25)))
    commands.push(drawStart(random, world))
  if (now && random.bernoulli(habits.diligence)) commands.push({ kind: 'activity', agreement })
  for (const [n, person] of world.people.entries())
    if (person.confirmedAt === null && random.bernoulli(0.35))
      commands.push({ kind: 'confirm_address', person: n })
  if (now) commands.push(...drawDeeds(random, world, { agreement, now, habits }))
  // A button pressed twice.
  return commands.flatMap((command) => (random.bernoulli(0.08) ? [command, command] : [command]))
}

function drawStart(random: Random, world: World): Command {
  return {
    kind: 'start_trial',
    person: random.integer(0, world.people.length - 1),
    offer: random.integer(0, world.offers.length - 1),
    card: random.pick([...world.cards.keys()]),
  }
}

// Each with its chance at every visit; wild people do also what makes no sense now.
function drawDeeds(
  random: Random,
  world: World,
  { agreement, now, habits }: { agreement: number; now: Agreement; habits: Habits },
): Command[] {
  const w = habits.wildness
  const is = (...states: Agreement['state'][]) => (states.includes(now.state) ? 1 : 0.02)
  const card = random.pick([...world.cards.keys()])
  const charge = Math.max(0, now.charges.length - 1 - (random.bernoulli(0.1) ? 1 : 0))
  const source = `piece-${random.integer(1, 40)}`
  const lastActive = world.facts.findLast((fact) => fact.kind === 'active' && fact.agreement === now.id)
  const chances: [number, Command][] = [
    [0.05 * w * is('trial', 'active', 'past_due'), { kind: 'pause', agreement }],
    [0.2 * is('paused'), { kind: 'resume', agreement }],
    [0.03 * w, { kind: 'cancel', agreement }],
    [0.2 * is('cancelled'), { kind: 'take_back', agreement }],
    [0.04 * w, { kind: 'ask_refund', agreement, charge }],
    [0.35 * is('past_due'), { kind: 'pay_again', agreement, card }],
    [0.15 * is('past_due'), { kind: 'pay_again', agreement }],
    [0.012, { kind: 'finish', agreement, doneAt: world.now }],
    [0.008, { kind: 'finish', agreement, doneAt: lastActive?.at ?? world.now }],
    [0.03, { kind: 'late_mark', agreement, source, days: random.integer(1, 6) }],
    [0.03 * w, { kind: 'idle_gives', agreement, gives: random.pick(['refund', 'credit']) }],
    [
      0.03,
      {
        kind: 'card_turns',
        card,
        behaviour: random.pick(['works', 'works', 'declined', 'authentication_required']),
      },
    ],
    [
      0.02,
      {
        kind: 'price_changes',
        offer: random.integer(0, world.offers.length - 1),
        priceMinor: random.integer(900, 9900),
      },
    ],
    [0.015, { kind: 'discount', agreement, bp: random.integer(1, 9000), charges: random.pick([null, 1, 3]) }],
    [0.003, { kind: 'erase', person: now.person }],
  ]
  if (habits.withDisputes)
    chances.push([
      0.012,
      {
        kind: 'dispute',
        agreement,
        charge,
        outcome: random.pick(['won', 'lost']),
        notices: random.pick([[0], [0, 0], [3 * hourMs, 2 * dayMs], [4 * dayMs]]),
      },
    ])
  return random.shuffle(chances.filter(([chance]) => random.bernoulli(chance)).map(([, command]) => command))
}
