import type { LedgerEntry } from '../ledger-entries.ts'
import type { GatewayBooks } from './gateway-books.ts'

// One household and everything that money can do to it: its people, their cards and agreements, the jobs that wait,
// the mails that were written, the gateway's books and ours. Times are milliseconds since 1970. What really happened
// (facts) is kept apart from what the rules made of it (agreements), so that the checks can judge one by the other.

/** What is on offer. The price may change: who enrolled before keeps theirs. */
export interface Offer {
  credential: string
  providerId: string
  priceMinor: number
  currency: string
  advertisedWeeks: number
  country: string | null
  taxRateBp: number
  taxAdded: boolean
}

export interface Card {
  fingerprint: string
  behaviour: 'works' | 'declined' | 'authentication_required'
}

export interface Person {
  timeZone: string
  confirmedAt: number | null
  erasedAt: number | null
}

export type AgreementState =
  | 'trial'
  | 'active'
  | 'past_due'
  | 'paused'
  | 'free_to_finish'
  | 'cancelled'
  | 'ended'

export interface Agreement {
  id: string
  person: number
  offer: Readonly<Offer>
  /** null after the person was erased */
  card: string | null
  fingerprint: string
  state: AgreementState
  timeZone: string
  chargesPaid: number
  chargesMax: number
  trialStartedAt: number
  trialEndsAt: number
  anchorAt: number | null
  monthsSinceAnchor: number
  nextChargeAt: number | null
  reminderWanted: boolean
  reminderMail: Mail | null
  reminderHandedOverAt: number | null
  paidUntil: number | null
  accessUntil: number | null
  cancelledAt: number | null
  endReason: string | null
  pause: { at: number; by: 'learner' | 'idle'; state: 'trial' | 'active'; leftMs: number } | null
  pausedMs: number
  idleCheckAt: number | null
  idleGives: 'refund' | 'credit'
  waitedDays: number
  discountBp: number
  discountChargesLeft: number | null
  discountAfterBp: number
  workDoneAt: number | null
  /** What really happened to it: its part of the world's facts. */
  facts: Fact[]
  charges: Charge[]
  refunds: Refund[]
}

export interface Charge {
  id: string
  number: number
  attempt: number
  state: 'intended' | 'succeeded' | 'failed' | 'withdrawn'
  periodStart: number
  periodEnd: number
  /** Months are reckoned from this charge's day. */
  startsAnew: boolean
  listMinor: number
  discountMinor: number
  taxMinor: number
  creditMinor: number
  amountMinor: number
  intendedAt: number
  onSession: boolean
  sentAt: number | null
  settledAt: number | null
  /** When its period was over and looked at. */
  endedAt: number | null
  isDisputed: boolean
}

/** A charge that the learner's bank disputes, as the gateway has it. */
export interface Dispute {
  id: string
  charge: Charge
  stage: 'opened' | 'won' | 'lost'
}

export type RefundReason = 'work_done' | 'idle_period' | 'self_service' | 'withdrawal' | 'credit_left'

export interface Refund {
  id: string
  charge: Charge
  reason: RefundReason
  form: 'card' | 'credit'
  amountMinor: number
  taxMinor: number
  state: 'intended' | 'succeeded' | 'refused'
  intendedAt: number
  settledAt: number | null
}

export interface Mail {
  purpose: string
  agreement: string
  createdAt: number
  handedOverAt: number | null
}

export type Job =
  | { kind: 'charge'; agreement: Agreement; charge: Charge; runAt: number }
  | { kind: 'refund'; agreement: Agreement; refund: Refund; runAt: number }
  | { kind: 'work_done'; agreement: Agreement; runAt: number }
  | { kind: 'dispute'; agreement: Agreement; dispute: Dispute; runAt: number }
  | { kind: 'waited'; agreement: Agreement; wait: Wait; runAt: number }

export interface Wait {
  cause: 'marks_late' | 'service_down'
  source: string
  days: number
  /** Of an outage: who had nothing running in it didn't wait. */
  outage?: { from: number; until: number }
}

export interface LedgerTransaction {
  key: string
  kind: 'charge' | 'refund' | 'dispute' | 'fee' | 'tax' | 'credit' | 'payout'
  agreement: string | null
  currency: string
  at: number
  entries: LedgerEntry[]
}

/** What really happened, in order: the ground truth that rules are judged by. */
export type Fact = { at: number; agreement: string } & (
  | { kind: 'trial_started'; person: number; fingerprint: string; credential: string; priceMinor: number }
  | { kind: 'trial_refused'; person: number; fingerprint: string; credential: string }
  | { kind: 'active' }
  | { kind: 'work_done'; doneAt: number }
  | { kind: 'paused'; by: 'learner' | 'idle' }
  | { kind: 'resumed' }
  | { kind: 'cancelled' }
  | { kind: 'taken_back' }
  | { kind: 'reminder_handed_over' }
  | { kind: 'paid'; charge: string }
  | { kind: 'asked_to_pay' }
  | { kind: 'refund_asked'; charge: string; amountMinor: number }
  | { kind: 'waited'; source: string; days: number }
  | { kind: 'ended'; why: string }
  | { kind: 'disputed'; charge: string }
)

export interface World {
  seed: string
  now: number
  offers: Offer[]
  people: Person[]
  cards: Map<string, Card>
  agreements: Agreement[]
  jobs: Job[]
  mails: Mail[]
  gateway: GatewayBooks
  ledger: LedgerTransaction[]
  ledgerKeys: Set<string>
  facts: Fact[]
  /** What the last step touched. */
  touched: Set<Agreement>
  /** Share of questions to the gateway that meet a fault on the wire. */
  wireFaults: number
}

/** Notes what really happened. */
export function note(
  world: World,
  agreement: Agreement | null,
  body: FactBody,
  at: number = world.now,
): void {
  const fact = { at, agreement: agreement?.id ?? '', ...body } as Fact
  world.facts.push(fact)
  agreement?.facts.push(fact)
}

type WithoutPlace<T> = T extends unknown ? Omit<T, 'at' | 'agreement'> : never
type FactBody = WithoutPlace<Fact>

/** Writes a mail; the mail server takes it when the worker comes by and it answers. */
export function writeMail(world: World, agreement: Agreement, purpose: string): Mail {
  const mail = { purpose, agreement: agreement.id, createdAt: world.now, handedOverAt: null }
  world.mails.push(mail)
  return mail
}

/** Books an event, once. */
export function book(
  world: World,
  agreement: Agreement,
  event: Pick<LedgerTransaction, 'key' | 'kind' | 'at' | 'entries'>,
): void {
  if (event.entries.length === 0 || world.ledgerKeys.has(event.key)) return
  world.ledgerKeys.add(event.key)
  world.ledger.push({ ...event, agreement: agreement.id, currency: agreement.offer.currency })
}

/** Where an agreement's money goes. */
export function saleOf({ id, offer }: Agreement) {
  return { gateway: 'simulated', providerId: offer.providerId, enrolmentId: id, country: offer.country }
}

/** The learner's credit: what was given as credit and not used. */
export function creditOf({ charges, refunds }: Agreement): number {
  let minor = 0
  for (const charge of charges)
    if (charge.state === 'intended' || charge.state === 'succeeded') minor -= charge.creditMinor
  for (const refund of refunds) {
    if (refund.reason === 'credit_left' && refund.state !== 'refused') minor -= refund.amountMinor
    if (refund.form === 'credit' && refund.state === 'succeeded') minor += refund.amountMinor
  }
  return minor
}

export const date = (ms: number) => new Date(ms)
export const optionalDate = (ms: number | null) => (ms === null ? null : new Date(ms))
export const hourMs = 3_600_000
export const dayMs = 24 * hourMs
