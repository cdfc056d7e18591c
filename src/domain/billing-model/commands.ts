import { withDiscount } from '../discount.ts'
import { askRefund } from './asking-back.ts'
import { payAgain } from './charging.ts'
import { cancel, startTrial, takeBack } from './ending.ts'
import { pause, resume } from './pausing.ts'
import { type Agreement, type Card, dayMs, note, type World } from './world.ts'

// What people, banks, providers and operators do. Agreements and charges are named by their place, so that the same
// list of commands can be played again in a real database.

export type Command =
  | { kind: 'start_trial'; person: number; offer: number; card: string }
  | { kind: 'confirm_address'; person: number }
  | { kind: 'activity'; agreement: number }
  /** The last qualifying piece was handed in at `doneAt`: now, or earlier where only its mark comes now. */
  | { kind: 'finish'; agreement: number; doneAt: number }
  | { kind: 'pause' | 'resume' | 'cancel' | 'take_back'; agreement: number }
  | { kind: 'ask_refund'; agreement: number; charge: number }
  | { kind: 'pay_again'; agreement: number; card?: string }
  | { kind: 'idle_gives'; agreement: number; gives: 'refund' | 'credit' }
  | { kind: 'late_mark'; agreement: number; source: string; days: number }
  | { kind: 'discount'; agreement: number; bp: number; charges: number | null }
  | { kind: 'card_turns'; card: string; behaviour: Card['behaviour'] }
  | { kind: 'price_changes'; offer: number; priceMinor: number }
  | { kind: 'dispute'; agreement: number; charge: number; outcome: 'won' | 'lost'; notices: number[] }
  | { kind: 'erase'; person: number }

/** Carries out a command at the world's present moment; one that makes no sense changes nothing. */
export function carryOut(world: World, command: Command): void {
  if ('agreement' in command) {
    const agreement = world.agreements[command.agreement]
    if (!agreement) return
    if (command.kind !== 'activity') world.touched.add(agreement)
    const { erasedAt } = world.people[agreement.person]!
    if (erasedAt !== null && byTheLearner.has(command.kind)) return
    return carryOutOn(world, agreement, command)
  }
  switch (command.kind) {
    case 'start_trial': {
      const agreement = startTrial(world, command)
      if (agreement) world.touched.add(agreement)
      return
    }
    case 'confirm_address':
      world.people[command.person]!.confirmedAt ??= world.now
      return
    case 'card_turns':
      world.cards.get(command.card)!.behaviour = command.behaviour
      return
    case 'price_changes':
      world.offers[command.offer]!.priceMinor = command.priceMinor
      return
    case 'erase':
      return erase(world, command.person)
  }
}

const byTheLearner = new Set<Command['kind']>([
  'activity',
  'finish',
  'pause',
  'resume',
  'cancel',
  'take_back',
  'ask_refund',
  'pay_again',
  'idle_gives',
  'late_mark',
  'discount',
])

function carryOutOn(world: World, agreement: Agreement, command: Command & { agreement: number }): void {
  switch (command.kind) {
    case 'activity':
      return note(world, agreement, { kind: 'active' })
    case 'finish':
      if (agreement.workDoneAt !== null) return
      agreement.workDoneAt = command.doneAt
      if (command.doneAt === world.now) note(world, agreement, { kind: 'active' })
      note(world, agreement, { kind: 'work_done', doneAt: command.doneAt })
      world.jobs.push({ kind: 'work_done', agreement, runAt: world.now })
      return
    case 'pause':
      return pause(world, agreement)
    case 'resume':
      return resume(world, agreement)
    case 'cancel':
      return cancel(world, agreement)
    case 'take_back':
      return takeBack(world, agreement)
    case 'ask_refund': {
      const charge = agreement.charges[command.charge]
      if (charge) askRefund(world, agreement, charge)
      return
    }
    case 'pay_again':
      return payAgain(world, agreement, command.card)
    case 'idle_gives':
      agreement.idleGives = command.gives
      return
    case 'late_mark': {
      const { source, days } = command
      world.jobs.push({
        kind: 'waited',
        agreement,
        wait: { cause: 'marks_late', source, days },
        runAt: world.now,
      })
      return
    }
    case 'discount': {
      const { discountBp: bp, discountChargesLeft: left, discountAfterBp: after } = agreement
      const next = withDiscount(
        { discount_bp: bp, discount_charges_left: left, discount_after_bp: after },
        { bp: command.bp, charges: command.charges },
      )
      if (!next) return
      agreement.discountBp = next.discount_bp
      agreement.discountChargesLeft = next.discount_charges_left
      agreement.discountAfterBp = next.discount_after_bp
      return
    }
    case 'dispute':
      return dispute(world, agreement, command)
  }
}

// The bank takes the money back at once; we hear of it when the notices come, be it twice, late, or only by the list.
function dispute(
  world: World,
  agreement: Agreement,
  { charge: index, outcome, notices }: Command & { kind: 'dispute' },
): void {
  const charge = agreement.charges[index]
  const known = charge && world.gateway.charges.get(charge.id)
  const isRefunded = [...world.gateway.refunds.values()].some((refund) => refund.chargeKey === charge?.id)
  if (!charge || known?.state !== 'succeeded' || isRefunded || charge.state !== 'succeeded') return
  if (agreement.refunds.some((refund) => refund.charge === charge)) return
  if (world.gateway.disputes.has(charge.id)) return
  const closesAt = world.now + 20 * dayMs
  world.gateway.disputes.set(charge.id, { openedAt: world.now, closesAt, outcome })
  for (const delay of notices) {
    const opened = { id: charge.id, charge, stage: 'opened' as const }
    world.jobs.push({ kind: 'dispute', agreement, dispute: opened, runAt: world.now + delay })
    const closed = { id: charge.id, charge, stage: outcome }
    world.jobs.push({ kind: 'dispute', agreement, dispute: closed, runAt: closesAt + delay })
  }
}

// Card and address go; the agreement ends when its next charge would come.
function erase(world: World, person: number): void {
  const erased = world.people[person]!
  erased.erasedAt ??= world.now
  erased.confirmedAt = null
  for (const agreement of world.agreements) if (agreement.person === person) agreement.card = null
}
