import { disputeEntries } from '../ledger-entries.ts'
import { cancel } from './ending.ts'
import { giveBackAfterWork, giveBackIdle } from './giving-back.ts'
import { type Agreement, book, type Charge, type Dispute, note, saleOf, type World } from './world.ts'

/**
 * What the gateway says of a dispute, from a webhook (late, twice) or from the daily list: booked once, and nothing
 * more is charged against the learner's word.
 */
export function heedDispute(world: World, agreement: Agreement, { id, charge, stage }: Dispute): void {
  if (charge.state !== 'succeeded') {
    // The notice came before the charge's own answer was matched: it is looked at again.
    world.jobs.push({
      kind: 'dispute',
      agreement,
      dispute: { id, charge, stage },
      runAt: world.now + 15 * 60_000,
    })
    return
  }
  if (stage !== 'opened' && !world.ledgerKeys.has(`dispute:${id}:opened`))
    heedDispute(world, agreement, { id, charge, stage: 'opened' })
  book(world, agreement, {
    key: `dispute:${id}:${stage}`,
    kind: 'dispute',
    at: world.now,
    entries: disputeEntries(saleOf(agreement), stage, charge),
  })
  if (stage !== 'opened') {
    charge.isDisputed = stage === 'lost'
    if (stage === 'won') lookAgain(world, agreement, charge)
    return
  }
  if (charge.isDisputed || world.ledgerKeys.has(`dispute:${id}:won`)) return
  charge.isDisputed = true
  note(world, agreement, { kind: 'disputed', charge: charge.id })
  cancel(world, agreement)
}

// The money is here again: what would have been given back meanwhile is given back now.
function lookAgain(world: World, agreement: Agreement, charge: Charge): void {
  if (agreement.workDoneAt !== null) giveBackAfterWork(world, agreement, agreement.workDoneAt)
  giveBackIdle(world, agreement, charge)
}
