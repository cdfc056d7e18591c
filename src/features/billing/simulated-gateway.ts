import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Deps } from '../../platform/deps.ts'
import { type ChargeAnswer, type ChargeFailure, GatewayUnclear, type PaymentGateway } from './gateway.ts'
import { simulatedCardPattern } from './simulated-card.ts'

// A gateway that moves no money and keeps books of its own, on its own connections, like one at the other end of a
// wire: a crash between our intention and its answer leaves two books that have to be brought together. The end of
// a card's number says how it behaves (simulated-card.ts).

type Behaviour = 'works' | 'declined' | 'authentication_required' | 'answer_lost'
const behaviourByEnding: Record<string, Behaviour> = {
  '0002': 'declined',
  '0003': 'authentication_required',
  '0004': 'answer_lost',
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

    async charge({ idempotencyKey, cardReference, amountMinor, currency, onSession }) {
      const card = await deps.db
        .selectFrom('simulated_gateway_cards')
        .select('behaviour')
        .where('reference', '=', cardReference)
        .executeTakeFirst()
      const failure = failureOf(card?.behaviour as Behaviour | undefined, onSession)
      const inserted = await deps.db
        .insertInto('simulated_gateway_charges')
        .values({
          idempotency_key: idempotencyKey,
          reference: `simcharge_${hashed(idempotencyKey)}`,
          card_reference: cardReference,
          amount_minor: amountMinor,
          currency,
          state: failure ? 'failed' : 'succeeded',
          failure,
          charged_at: deps.clock.now(),
        })
        .onConflict((conflict) => conflict.column('idempotency_key').doNothing())
        .executeTakeFirst()
      if (inserted.numInsertedOrUpdatedRows && card?.behaviour === 'answer_lost')
        throw new GatewayUnclear('the simulated gateway charged, and its answer was lost')
      const answer = await lookup(idempotencyKey)
      if (!answer) throw new GatewayUnclear('the simulated gateway lost a charge')
      return answer
    },

    lookup,

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
  }

  async function lookup(idempotencyKey: string): Promise<ChargeAnswer | undefined> {
    const row = await deps.db
      .selectFrom('simulated_gateway_charges')
      .select(['state', 'reference', 'failure', 'charged_at'])
      .where('idempotency_key', '=', idempotencyKey)
      .executeTakeFirst()
    if (!row) return undefined
    return row.state === 'succeeded'
      ? { state: 'succeeded', reference: row.reference, at: row.charged_at }
      : { state: 'failed', failure: row.failure as ChargeFailure, at: row.charged_at }
  }
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
