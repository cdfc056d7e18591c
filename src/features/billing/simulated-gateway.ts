import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Deps } from '../../platform/deps.ts'
import { urls } from '../../urls.ts'
import {
  type ChargeAnswer,
  type ChargeFailure,
  type ChargeRequest,
  GatewayUnclear,
  type PaymentGateway,
} from './gateway.ts'
import { simulatedCardPattern } from './simulated-card.ts'
import { listSimulated, selectSimulatedDispute } from './simulated-lists.ts'

// A gateway that moves no money and keeps books of its own, on its own connections, like one at the other end of a
// wire: a crash between our intention and its answer leaves two books that have to be brought together. The end of
// a card's number says how it behaves (simulated-card.ts).

type Behaviour = 'works' | 'declined' | 'authentication_required' | 'answer_lost' | 'disputed'
const behaviourByEnding: Record<string, Behaviour> = {
  '0002': 'declined',
  '0003': 'authentication_required',
  '0004': 'answer_lost',
  '0005': 'disputed',
}
const refusedEnding = '0001'

/** The simulated gateway on the site's database. */
export function simulatedGateway(deps: Pick<Deps, 'db' | 'clock'>): PaymentGateway {
  return {
    name: 'simulated',
    simulated: true,

    async saveCard({ token, personKey }) {
      const number = token.replaceAll(' ', '')
      if (!simulatedCardPattern.test(number)) return { ok: false, why: 'token_invalid' }
      const last4 = number.slice(-4)
      if (last4 === refusedEnding) return { ok: false, why: 'card_refused' }
      const fingerprint = hashed(`card:${number}`)
      const reference = `simcard_${hashed(`${personKey}:${number}`)}`
      await deps.db
        .insertInto('simulated_gateway_cards')
        .values({
          reference,
          behaviour: behaviourByEnding[last4] ?? 'works',
          fingerprint,
          last4,
          saved_at: deps.clock.now(),
        })
        .onConflict((conflict) => conflict.column('reference').doNothing())
        .execute()
      return { ok: true, reference, fingerprint, brand: 'simulated', last4 }
    },

    async charge(request) {
      const card = await deps.db
        .selectFrom('simulated_gateway_cards')
        .select('behaviour')
        .where('reference', '=', request.cardReference)
        .executeTakeFirst()
      const behaviour = card?.behaviour as Behaviour | undefined
      const isNew = await write(request, behaviour)
      if (isNew && behaviour === 'answer_lost')
        throw new GatewayUnclear('the simulated gateway charged, and its answer was lost')
      const answer = await lookup(request.idempotencyKey)
      if (!answer) throw new GatewayUnclear('the simulated gateway lost a charge')
      return answer
    },

    lookup,

    async chargeOf(reference) {
      const row = await deps.db
        .selectFrom('simulated_gateway_charges')
        .select('idempotency_key')
        .where('reference', '=', reference)
        .executeTakeFirst()
      return row?.idempotency_key
    },

    async abandon(idempotencyKey) {
      await decideSimulated(deps, idempotencyKey, false)
      const answer = await lookup(idempotencyKey)
      if (!answer || answer.state === 'needs_confirmation')
        throw new GatewayUnclear('the simulated gateway lost a charge')
      return answer
    },

    async refund({ idempotencyKey, chargeReference, amountMinor }) {
      return deps.db.transaction().execute(async (tx) => {
        const charge = await tx
          .selectFrom('simulated_gateway_charges')
          .select(['amount_minor', 'state'])
          .where('reference', '=', chargeReference)
          .forUpdate()
          .executeTakeFirst()
        const before = await tx
          .selectFrom('simulated_gateway_refunds')
          .select(['reference', 'refunded_at'])
          .where('idempotency_key', '=', idempotencyKey)
          .executeTakeFirst()
        if (before) return { state: 'succeeded', reference: before.reference, at: before.refunded_at }
        if (charge?.state !== 'succeeded') return { state: 'refused', why: 'there is no such charge' }
        const { refunded } = await tx
          .selectFrom('simulated_gateway_refunds')
          .select(sql<number>`coalesce(sum(amount_minor), 0)::int`.as('refunded'))
          .where('charge_reference', '=', chargeReference)
          .executeTakeFirstOrThrow()
        if (refunded + amountMinor > charge.amount_minor)
          return { state: 'refused', why: 'more than what was charged' }
        const reference = `simrefund_${hashed(idempotencyKey)}`
        const at = deps.clock.now()
        await tx
          .insertInto('simulated_gateway_refunds')
          .values({
            idempotency_key: idempotencyKey,
            reference,
            charge_reference: chargeReference,
            amount_minor: amountMinor,
            refunded_at: at,
          })
          .execute()
        return { state: 'succeeded', reference, at }
      })
    },

    findDispute: (reference) => selectSimulatedDispute(deps.db, reference),
    list: (kind, span) => listSimulated(deps.db, kind, span),

    async transfer({ idempotencyKey, account, amountMinor, currency }) {
      const row = { account, amount_minor: amountMinor, currency, at: deps.clock.now() }
      await deps.db
        .insertInto('simulated_gateway_transfers')
        .values({
          idempotency_key: idempotencyKey,
          reference: `simtransfer_${hashed(idempotencyKey)}`,
          ...row,
        })
        .onConflict((conflict) => conflict.column('idempotency_key').doNothing())
        .execute()
      const kept = await deps.db
        .selectFrom('simulated_gateway_transfers')
        .select(['reference', 'at'])
        .where('idempotency_key', '=', idempotencyKey)
        .executeTakeFirstOrThrow()
      return { state: 'succeeded', ...kept }
    },

    async payoutAccount({ id }) {
      return { reference: `simaccount_${hashed(id)}`, state: 'ready' }
    },

    async forget() {},

    async readEvent() {
      return { ok: false, why: 'the simulated gateway posts nothing' }
    },
  }

  async function write(request: ChargeRequest, behaviour: Behaviour | undefined): Promise<boolean> {
    const { idempotencyKey, amountMinor, onSession } = request
    const reference = `simcharge_${hashed(idempotencyKey)}`
    const failure = failureOf(behaviour, onSession)
    const waits = behaviour === 'authentication_required' && onSession
    const at = deps.clock.now()
    return deps.db.transaction().execute(async (tx) => {
      const inserted = await tx
        .insertInto('simulated_gateway_charges')
        .values({
          idempotency_key: idempotencyKey,
          reference,
          card_reference: request.cardReference,
          amount_minor: amountMinor,
          currency: request.currency,
          state: failure ? 'failed' : waits ? 'waiting' : 'succeeded',
          failure,
          charged_at: at,
          fee_minor: failure ? 0 : simulatedFee(amountMinor),
        })
        .onConflict((conflict) => conflict.column('idempotency_key').doNothing())
        .executeTakeFirst()
      if (!inserted.numInsertedOrUpdatedRows) return false
      if (behaviour === 'disputed')
        await tx
          .insertInto('simulated_gateway_disputes')
          .values({
            reference: `simdispute_${hashed(idempotencyKey)}`,
            charge_reference: reference,
            amount_minor: amountMinor,
            state: 'open',
            opened_at: at,
          })
          .execute()
      return true
    })
  }

  async function lookup(idempotencyKey: string): Promise<ChargeAnswer | undefined> {
    const row = await deps.db
      .selectFrom('simulated_gateway_charges')
      .select(['state', 'reference', 'failure', 'charged_at'])
      .where('idempotency_key', '=', idempotencyKey)
      .executeTakeFirst()
    if (!row) return undefined
    if (row.state === 'waiting')
      return {
        state: 'needs_confirmation',
        reference: row.reference,
        confirmUrl: urls.simulatedBank({ charge: idempotencyKey }),
      }
    return row.state === 'succeeded'
      ? { state: 'succeeded', reference: row.reference, at: row.charged_at }
      : { state: 'failed', failure: row.failure as ChargeFailure, at: row.charged_at }
  }
}

/** The learner's word at the simulated bank: once said it stays. */
export async function decideSimulated(
  deps: Pick<Deps, 'db' | 'clock'>,
  idempotencyKey: string,
  isConfirmed: boolean,
): Promise<void> {
  await deps.db
    .updateTable('simulated_gateway_charges')
    .set(
      isConfirmed
        ? { state: 'succeeded', charged_at: deps.clock.now() }
        : {
            state: 'failed',
            failure: 'authentication_required',
            fee_minor: 0,
            charged_at: deps.clock.now(),
          },
    )
    .where('idempotency_key', '=', idempotencyKey)
    .where('state', '=', 'waiting')
    .execute()
}

/** What the simulated gateway keeps: two in a hundred, rounded down. */
export function simulatedFee(amountMinor: number): number {
  return Math.floor((amountMinor * 2) / 100)
}

function failureOf(behaviour: Behaviour | undefined, onSession: boolean): ChargeFailure | null {
  if (!behaviour) return 'card_gone'
  if (behaviour === 'declined') return 'declined'
  if (behaviour === 'authentication_required' && !onSession) return 'authentication_required'
  return null
}

function hashed(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}
