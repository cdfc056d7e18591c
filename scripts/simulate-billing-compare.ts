import type { SimulatedLearner } from '../src/domain/billing-model/simulation.ts'
import type { Agreement, World } from '../src/domain/billing-model/world.ts'
import type { Db } from '../src/platform/db/pool.ts'
import type { Town } from './simulate-billing-town.ts'

// What the model says against what stands in the tables: every charge, every refund, the state, the dates that decide
// what comes next, and the ledger's balances of each subscription.

/** @returns what differs, in words; empty where all is the same */
export async function comparedWith(
  db: Db,
  { agreements }: Town,
  learners: readonly SimulatedLearner[],
): Promise<string[]> {
  const differences: string[] = []
  let count = 0
  for (const { world } of learners)
    for (const agreement of world.agreements) {
      count++
      const there = agreements.get(agreement.id)
      if (!there) differences.push(`${agreement.id}: the room has no such subscription`)
      else {
        const model = linesOfModel(world, agreement)
        const room = await linesOfRoom(db, there)
        const missing = model.filter((line) => !room.includes(line))
        const surplus = room.filter((line) => !model.includes(line))
        if (missing.length > 0 || surplus.length > 0)
          differences.push(
            `${agreement.id}: model has ${missing.join('; ')} | room has ${surplus.join('; ')}`,
          )
      }
    }
  if (count !== agreements.size)
    differences.push(`${agreements.size} subscriptions in the room, ${count} in the model`)
  return differences
}

const iso = (at: number | Date | null) => (at === null ? 'never' : new Date(at).toISOString())

function linesOfModel(world: World, agreement: Agreement): string[] {
  const balances = new Map<string, number>()
  for (const { entries, agreement: of } of world.ledger)
    if (of === agreement.id)
      for (const { account, amountMinor } of entries) {
        const kind = account.split(':')[0]!
        balances.set(kind, (balances.get(kind) ?? 0) + amountMinor)
      }
  return [
    `state ${agreement.state}, paid ${agreement.chargesPaid}, waited ${agreement.waitedDays}`,
    `next charge ${iso(agreement.nextChargeAt)}`,
    `paid until ${iso(agreement.paidUntil)}, trial until ${iso(agreement.trialEndsAt)}`,
    `paused ${agreement.pausedMs} ms, ${agreement.pause?.leftMs ?? 'nothing'} left`,
    ...agreement.charges.map(
      (charge) =>
        `charge ${charge.number}/${charge.attempt} ${charge.state} ${charge.listMinor}-${charge.discountMinor}+${charge.taxMinor}-${charge.creditMinor}=${charge.amountMinor} for ${iso(charge.periodStart)}..${iso(charge.periodEnd)}`,
    ),
    ...agreement.refunds.map(
      ({ charge, reason, form, amountMinor, taxMinor, state }) =>
        `refund of ${charge.number}/${charge.attempt} ${reason} ${form} ${amountMinor} (${taxMinor}) ${state}`,
    ),
    ...[...balances].filter(([, minor]) => minor !== 0).map(([kind, minor]) => `balance ${kind} ${minor}`),
  ]
}

async function linesOfRoom(
  db: Db,
  { id, enrolmentId }: { id: string; enrolmentId: string },
): Promise<string[]> {
  const one = await db.selectFrom('subscriptions').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const charges = await db.selectFrom('charges').selectAll().where('subscription_id', '=', id).execute()
  const refunds = await db
    .selectFrom('refunds as r')
    .innerJoin('charges as c', 'c.id', 'r.charge_id')
    .select(['c.number', 'c.attempt', 'r.reason', 'r.form', 'r.amount_minor', 'r.tax_minor', 'r.state'])
    .where('c.subscription_id', '=', id)
    .execute()
  const balances = await db
    .selectFrom('ledger_entries as l')
    .innerJoin('ledger_transactions as t', 't.id', 'l.transaction_id')
    .select(['l.account', 'l.amount_minor'])
    .where('t.enrolment_id', '=', enrolmentId)
    .where('t.kind', 'in', ['charge', 'refund'])
    .execute()
  const byKind = new Map<string, number>()
  for (const { account, amount_minor } of balances) {
    const kind = account.split(':')[0]!
    byKind.set(kind, (byKind.get(kind) ?? 0) + Number(amount_minor))
  }
  return [
    `state ${one.state}, paid ${one.charges_paid}, waited ${one.waited_days}`,
    `next charge ${iso(one.next_charge_at)}`,
    `paid until ${iso(one.paid_until)}, trial until ${iso(one.trial_ends_at)}`,
    `paused ${Number(one.paused_ms)} ms, ${one.paused_left_ms === null ? 'nothing' : Number(one.paused_left_ms)} left`,
    ...charges.map(
      (charge) =>
        `charge ${charge.number}/${charge.attempt} ${charge.state} ${charge.list_minor}-${charge.discount_minor}+${charge.tax_minor}-${charge.credit_minor}=${charge.amount_minor} for ${iso(charge.period_start)}..${iso(charge.period_end)}`,
    ),
    ...refunds.map(
      ({ number, attempt, reason, form, amount_minor, tax_minor, state }) =>
        `refund of ${number}/${attempt} ${reason} ${form} ${amount_minor} (${tax_minor}) ${state}`,
    ),
    ...[...byKind].filter(([, minor]) => minor !== 0).map(([kind, minor]) => `balance ${kind} ${minor}`),
  ]
}
