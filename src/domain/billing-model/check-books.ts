import type { Broken, Tally } from './checks.ts'
import { type Agreement, hourMs, type World } from './world.ts'

// The whole ledger against itself and against the gateway's own books.

/** Balances by account and currency. */
export type Balances = Map<string, number>

/** Every transaction adds up, is there once, and what it says of the gateway is what the gateway says. */
export function checkBooks(world: World, tally: Tally): { broken: Broken[]; balances: Balances } {
  const broken: Broken[] = []
  const balances: Balances = new Map()
  const keys = new Set<string>()
  const say = (says: string) => broken.push({ rule: 'ledger', says: `${world.seed}: ${says}` })
  for (const { key, entries, currency } of world.ledger) {
    if (keys.has(key)) say(`${key} is booked twice`)
    keys.add(key)
    if (entries.reduce((sum, entry) => sum + entry.amountMinor, 0) !== 0) say(`${key} does not balance`)
    for (const { account, amountMinor } of entries) {
      const place = `${account} ${currency}`
      const balance = (balances.get(place) ?? 0) + amountMinor
      balances.set(place, balance)
      // We owe credit, never the other way round.
      if (account.startsWith('credit:') && balance > 0) say(`${key} uses more credit than was given`)
    }
  }
  tally.set('ledger', (tally.get('ledger') ?? 0) + world.ledger.length)
  for (const agreement of world.agreements) checkAgainstGateway(world, agreement, keys, say)
  return { broken, balances }
}

function checkAgainstGateway(
  world: World,
  agreement: Agreement,
  keys: Set<string>,
  say: (says: string) => void,
): void {
  const lateMs = 9 * 24 * hourMs
  for (const charge of agreement.charges) {
    const made = world.gateway.charges.get(charge.id)
    const isMade = made?.state === 'succeeded'
    const isBooked = keys.has(`charge:${charge.id}`)
    const isOnCredit = charge.amountMinor === 0 && charge.state === 'succeeded'
    if (isBooked && !isMade && !isOnCredit) say(`${charge.id} is booked, and the gateway has not charged it`)
    if (isMade && !isBooked && world.now > made.at + lateMs) say(`${charge.id} was charged and is not booked`)
    if (charge.state === 'intended' && world.now > charge.intendedAt + lateMs)
      say(`${charge.id} is never settled`)
    if (made && made.amountMinor !== charge.amountMinor) say(`${charge.id} was charged with another amount`)
    const backs = agreement.refunds.filter((refund) => refund.charge === charge && refund.state !== 'refused')
    const sum = (kept: typeof backs) => kept.reduce((minor, refund) => minor + refund.amountMinor, 0)
    if (sum(backs.filter((refund) => refund.form === 'card')) > charge.amountMinor)
      say(`${charge.id} gave back more than the card gave`)
    const given = backs.filter((refund) => refund.reason !== 'credit_left')
    if (sum(given) > charge.amountMinor + charge.creditMinor) say(`${charge.id} gave back more than was paid`)
    if (given.reduce((minor, refund) => minor + refund.taxMinor, 0) > charge.taxMinor)
      say(`${charge.id} gave back more tax than was paid`)
  }
  for (const refund of agreement.refunds) {
    const isMade = refund.form === 'credit' || world.gateway.refunds.has(refund.id)
    const isBooked = keys.has(`refund:${refund.id}`)
    if (isBooked && !isMade) say(`${refund.id} is booked, and the gateway has not given it back`)
    if (refund.state === 'intended' && world.now > refund.intendedAt + lateMs)
      say(`${refund.id} is never settled`)
    if (
      refund.state === 'refused' &&
      !refund.charge.isDisputed &&
      !world.gateway.disputes.has(refund.charge.id)
    )
      say(`${refund.id} was refused`)
  }
}
