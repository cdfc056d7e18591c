import { sql } from 'kysely'
import { chargesMaxOf, trialEndOf } from '../../domain/trial.ts'
import { audit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { newId } from '../../platform/random.ts'
import { enrol, type NewEnrolment } from '../learn/api.ts'
import { useAidAtTrial } from './aid/use-aid.ts'
import { type CodeRefusal, useCode } from './codes/use-code.ts'
import type { CardRefusal, SavedCard } from './gateway.ts'
import { type BillingDeps, gatewayOf } from './gateway-of.ts'
import { keepCard } from './keep-card.ts'
import { mailTrialStarted } from './mails.ts'
import { recordMandate } from './mandates/record-mandate.ts'
import type { OfferThere } from './prices/offer-there.ts'
import { lockOptionalSubscription, selectOptionalWholeEnrolment, selectSurroundings } from './queries.ts'
import { showNextCharges } from './show-next-charge.ts'

export interface TrialWish {
  personKey: string
  timeZone: string
  offer: OfferThere & { price_minor: number; currency: string }
  /** What the gateway's fields gave for the card. */
  cardToken: string
  intent: NewEnrolment['intent']
  hoursPerWeek?: number
  entryCheck?: NewEnrolment['entryCheck']
  /** A coupon, as typed. */
  code?: string
}

export type TrialOutcome =
  | { kind: 'started' | 'already'; enrolmentId: string }
  | { kind: 'refused'; why: CardRefusal | CodeRefusal | 'trial_had' | 'card_had_trial' }

/**
 * Starts a trial: enrolment, card, agreement to pay and the mail that says when, in one transaction. Sending the form
 * again leads to the first result. One trial per person and per card for a credential.
 */
export async function startTrial(deps: BillingDeps, wish: TrialWish): Promise<TrialOutcome> {
  const gateway = gatewayOf(deps)
  const card = await gateway.saveCard({ token: wish.cardToken, personKey: wish.personKey })
  if (!card.ok) return { kind: 'refused', why: card.why }
  try {
    return await startWith(deps, wish, gateway.name, card)
  } catch (error) {
    // The whole trial is taken back: who brings a code agrees to its price, not to the full one.
    if (error instanceof CodeRefused) return { kind: 'refused', why: error.why }
    throw error
  }
}

async function startWith(
  deps: BillingDeps,
  wish: TrialWish,
  gateway: string,
  card: SavedCard & { ok: true },
): Promise<TrialOutcome> {
  return deps.db.transaction().execute(async (tx) => {
    await lockTrialsOf(tx, wish, card)
    // Paid for in another way, perhaps while the form lay open: a trial would charge for it again.
    const whole = await selectOptionalWholeEnrolment(tx, {
      personKey: wish.personKey,
      credentialId: wish.offer.credential_id,
    })
    if (whole) return { kind: 'already', enrolmentId: whole }
    const own = await selectOwn(tx, wish)
    if (own) return alreadyOr(own, 'trial_had')
    if (await hadTrial(tx, wish, card)) return { kind: 'refused', why: 'card_had_trial' }
    const { enrolmentId } = await enrol(tx, deps, {
      personKey: wish.personKey,
      credentialId: wish.offer.credential_id,
      editionId: wish.offer.edition_id,
      route: 'trial',
      intent: wish.intent,
      hoursPerWeek: wish.hoursPerWeek,
      entryCheck: wish.entryCheck,
    })
    await subscribe(tx, deps, wish, { enrolmentId, gateway, card })
    return { kind: 'started', enrolmentId }
  })
}

// Two forms of one person, or two people with one card, wait for each other. Both locks are taken in one order.
async function lockTrialsOf(
  tx: Tx,
  { personKey, offer }: TrialWish,
  card: SavedCard & { ok: true },
): Promise<void> {
  for (const key of [
    `trial:${offer.credential_id}:${personKey}`,
    `trial:${offer.credential_id}:${card.fingerprint}`,
  ].sort())
    await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 8))`.execute(tx)
}

async function selectOwn(tx: Tx, { personKey, offer }: TrialWish) {
  return tx
    .selectFrom('subscriptions')
    .select(['state', 'enrolment_id'])
    .where('person_key', '=', personKey)
    .where('credential_id', '=', offer.credential_id)
    .orderBy('trial_started_at', 'desc')
    .executeTakeFirst()
}

function alreadyOr(own: { state: string; enrolment_id: string }, why: 'trial_had'): TrialOutcome {
  if (own.state === 'cancelled' || own.state === 'ended') return { kind: 'refused', why }
  return { kind: 'already', enrolmentId: own.enrolment_id }
}

async function hadTrial(tx: Tx, { offer }: TrialWish, card: SavedCard & { ok: true }): Promise<boolean> {
  const row = await tx
    .selectFrom('subscriptions')
    .select('id')
    .where('credential_id', '=', offer.credential_id)
    .where('card_fingerprint', '=', card.fingerprint)
    .where('simulated', '=', false)
    .executeTakeFirst()
  return row !== undefined
}

async function subscribe(
  tx: Tx,
  deps: BillingDeps,
  wish: TrialWish,
  { enrolmentId, gateway, card }: { enrolmentId: string; gateway: string; card: SavedCard & { ok: true } },
): Promise<void> {
  const { personKey, offer, timeZone } = wish
  const now = deps.clock.now()
  const trialEndsAt = trialEndOf(now)
  const id = newId(now, deps.random)
  const paymentMethodId = await keepCard(tx, deps, { personKey, gateway, card })
  await tx
    .insertInto('subscriptions')
    .values({
      id,
      enrolment_id: enrolmentId,
      person_key: personKey,
      credential_id: offer.credential_id,
      provider_id: offer.provider_id,
      payment_method_id: paymentMethodId,
      card_fingerprint: card.fingerprint,
      state: 'trial',
      price_minor: offer.price_minor,
      currency: offer.currency,
      country: offer.asked?.country ?? null,
      tax_rate_bp: offer.asked?.taxRule.rateBp ?? 0,
      tax_added: offer.asked?.taxRule.added ?? false,
      charges_max: chargesMaxOf(offer.advertised_weeks, offer.cap_months),
      time_zone: timeZone,
      trial_started_at: now,
      trial_ends_at: trialEndsAt,
      next_charge_at: trialEndsAt,
    })
    .execute()
  await audit(tx, {
    at: now,
    actor: personKey,
    action: 'billing.trial-started',
    subjectKind: 'subscription',
    subjectId: id,
    detail: { trial_ends_at: trialEndsAt, price_minor: offer.price_minor, currency: offer.currency },
  })
  await useAidAtTrial(tx, deps, (await lockOptionalSubscription(tx, { id }))!)
  if (wish.code) await useCodeAtTrial(tx, deps, wish, wish.code)
  const subscription = (await lockOptionalSubscription(tx, { id }))!
  await showNextCharges(tx, [subscription])
  const around = await selectSurroundings(tx, subscription)
  await recordMandate(tx, deps, { subscription, around, gateway, reference: card.mandateReference })
  await mailTrialStarted(tx, deps, subscription, around)
}

class CodeRefused extends Error {
  readonly why: CodeRefusal
  constructor(why: CodeRefusal) {
    super(why)
    this.why = why
  }
}

async function useCodeAtTrial(tx: Tx, deps: BillingDeps, wish: TrialWish, code: string): Promise<void> {
  const { credential_id: credentialId, edition_id: editionId } = wish.offer
  const outcome = await useCode(tx, deps, { ...wish, code, credentialId, editionId })
  if (outcome.kind === 'refused') throw new CodeRefused(outcome.why)
}
