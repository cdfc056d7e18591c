import { type BookKind, type BookLine, compareBooks, type Difference } from '../../../domain/reconcile.ts'
import { addJob } from '../../../platform/jobs.ts'
import { isId } from '../../../platform/random.ts'
import type { Listed } from '../gateway.ts'
import { type BillingDeps, gatewayOf } from '../gateway-of.ts'
import { bookBankPayouts } from './book-bank-payouts.ts'
import { bookFees } from './book-fees.ts'
import { keepDifferences, selectDaysToLookAt } from './differences.ts'
import {
  type OwnLine,
  selectOwnCharges,
  selectOwnDisputes,
  selectOwnRefunds,
  selectOwnTransfers,
} from './own-books.ts'

const dayMs = 86_400_000

/**
 * Compares the gateway's books with ours, day by day (UTC), books the fees that became known, and keeps every
 * difference until it is gone. What only needs looking at again (an answer that never came, a dispute nobody told us
 * of) is looked at again. Safe to repeat.
 * @param options.today also what there is of the present day
 */
export async function reconcile(deps: BillingDeps, { today = false } = {}): Promise<void> {
  const now = deps.clock.now()
  const days = await selectDaysToLookAt(deps.db, gatewayOf(deps).name, now)
  if (today) days.push(now.toISOString().slice(0, 10))
  for (const day of days) await reconcileDay(deps, day)
}

/** @param day 'YYYY-MM-DD' */
async function reconcileDay(deps: BillingDeps, day: string): Promise<void> {
  const gateway = gatewayOf(deps)
  const from = new Date(`${day}T00:00:00Z`)
  const until = new Date(from.getTime() + dayMs)
  const span = { from, until }
  const ask = { gateway: gateway.name, ...span }
  const listed = {
    charge: await all(gateway.list('charge', span)),
    refund: await all(gateway.list('refund', span)),
    dispute: await all(gateway.list('dispute', span)),
    transfer: await all(gateway.list('transfer', span)),
  }
  const read = async () => ({
    charge: await selectOwnCharges(deps.db, { ...ask, ids: await chargeIds(deps, listed.charge) }),
    refund: await selectOwnRefunds(deps.db, { ...ask, ids: idsOf(listed.refund) }),
    dispute: await selectOwnDisputes(deps.db, {
      ...ask,
      references: listed.dispute.map((one) => one.reference),
    }),
    transfer: await selectOwnTransfers(deps.db, { ...ask, ids: idsOf(listed.transfer) }),
  })
  const own = await read()
  await bookFees(deps, own.charge, listed.charge)
  const bankPayouts = await bookBankPayouts(deps, span)
  const kinds = ['charge', 'refund', 'dispute', 'transfer'] as const
  const differences = kinds.flatMap((kind) =>
    compareBooks(named(own[kind], listed[kind]), lines(listed[kind])),
  )
  const counted = {
    ...Object.fromEntries(kinds.map((kind) => [kind, listed[kind].length])),
    bank_payout: bankPayouts,
  }
  await keepDifferences(deps, { gateway: gateway.name, day, counted, differences })
  await lookAgain(deps, differences, listed.charge)
}

async function all(list: AsyncIterable<Listed>): Promise<Listed[]> {
  const lines: Listed[] = []
  for await (const line of list) lines.push(line)
  return lines
}

function idsOf(listed: Listed[]): string[] {
  return listed.map((line) => line.ourId).filter((id): id is string => id !== null && isId(id))
}

// A payment that doesn't carry our id may still be one of ours by its name.
async function chargeIds(deps: BillingDeps, listed: Listed[]): Promise<string[]> {
  const ids = idsOf(listed)
  for (const { ourId, reference } of listed) {
    if (ourId) continue
    const id = await gatewayOf(deps).chargeOf(reference)
    if (id) ids.push(id)
  }
  return ids
}

// What we have not settled yet has no name of the gateway's in our books: it is known by our id, which the gateway
// kept. What never moved money here, and isn't listed there, is nothing to compare.
function named(own: OwnLine[], listed: Listed[]): BookLine[] {
  const referenceById = new Map(listed.map((line) => [line.ourId, line.reference]))
  return own.flatMap((line) => {
    const reference = line.reference || referenceById.get(line.id)
    return reference ? [{ ...line, reference }] : []
  })
}

function lines(listed: Listed[]): BookLine[] {
  return listed.map((line) => ({
    kind: line.kind as BookKind,
    reference: line.reference,
    amountMinor: line.amountMinor,
    currency: line.currency,
    feeMinor: line.kind === 'charge' ? line.feeMinor : null,
    state: line.state ?? 'succeeded',
  }))
}

async function lookAgain(deps: BillingDeps, differences: Difference[], charges: Listed[]): Promise<void> {
  const idByReference = new Map(charges.map((line) => [line.reference, line.ourId]))
  for (const { kind, reference } of differences) {
    if (kind === 'dispute_unknown' || kind === 'dispute_state')
      await addJob(deps.db, 'billing.dispute', { reference }, { key: `dispute:${reference}` })
    const charge = idByReference.get(reference)
    if (kind === 'charge_state' && charge)
      await addJob(deps.db, 'billing.charge', { charge }, { key: `charge:${charge}` })
  }
}
