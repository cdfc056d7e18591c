import { requireWhole } from './money.ts'

// Which accounts an event of money touches. Debits are positive, credits negative; every list adds up to zero. The
// room writes exactly these entries, and so does the simulation; whether they are right is checked by other code.
//
//   gateway:<name>        money that stands there (debit)
//   provider:<id>         what we owe the provider (credit)
//   credit:<enrolment>    what we owe a learner for months to come (credit)
//   tax:<country>         what we owe the state (credit)
//   disputes:<gateway>    money that the gateway holds back until a dispute is decided (debit)
//   fees:<gateway>        what the gateway took for its work (debit)
//   platform:fees         what is ours (credit)
//   payout:<provider>     on its way to the provider (credit)
//   bank:<gateway>        what the gateway paid to the platform's bank (debit)

export interface LedgerEntry {
  account: string
  /** Minor units, never 0: debits positive, credits negative. */
  amountMinor: number
}

/** The account in which a gateway's money stands. */
export const gatewayAccount = (gateway: string) => `gateway:${gateway}`
export const providerAccount = (providerId: string) => `provider:${providerId}`
export const creditAccount = (enrolmentId: string) => `credit:${enrolmentId}`
export const taxAccount = (country: string | null) => `tax:${country ?? 'unknown'}`
export const disputesAccount = (gateway: string) => `disputes:${gateway}`
export const feesAccount = (gateway: string) => `fees:${gateway}`
export const payoutAccount = (providerId: string) => `payout:${providerId}`
export const bankAccount = (gateway: string) => `bank:${gateway}`
export const platformFeesAccount = 'platform:fees'

/** Where the money of one sale (a month, an order) goes. */
export interface SaleAccounts {
  gateway: string
  providerId: string
  /** Whose credit is used or given; an order for others has none. */
  enrolmentId: string | null
  country: string | null
}

/** Paid by card and by the learner's own credit; the tax in it is the state's, the rest the provider's. */
export function chargeEntries(
  sale: SaleAccounts,
  { amountMinor, creditMinor, taxMinor }: { amountMinor: number; creditMinor: number; taxMinor: number },
): LedgerEntry[] {
  return entries([
    [gatewayAccount(sale.gateway), amountMinor],
    [creditOf(sale, creditMinor), creditMinor],
    [providerAccount(sale.providerId), -(amountMinor + creditMinor - taxMinor)],
    [taxAccount(sale.country), -taxMinor],
  ])
}

/** Given back to the card, or kept as the learner's credit; provider and state give back their parts. */
export function refundEntries(
  sale: SaleAccounts,
  { amountMinor, taxMinor, form }: { amountMinor: number; taxMinor: number; form: 'card' | 'credit' },
): LedgerEntry[] {
  return entries([
    [form === 'card' ? gatewayAccount(sale.gateway) : creditOf(sale, amountMinor), -amountMinor],
    [providerAccount(sale.providerId), amountMinor - taxMinor],
    [taxAccount(sale.country), taxMinor],
  ])
}

/** Credit that is left at the end goes back to the card: provider and state gave it back when it was granted. */
export function creditLeftEntries(sale: SaleAccounts, amountMinor: number): LedgerEntry[] {
  return entries([
    [gatewayAccount(sale.gateway), -amountMinor],
    [creditOf(sale, amountMinor), amountMinor],
  ])
}

/**
 * A charge that the learner's bank disputes: the gateway takes the money back when it is opened, and returns it when
 * it is won; when it is lost, provider and state bear it.
 */
export function disputeEntries(
  sale: SaleAccounts,
  stage: 'opened' | 'won' | 'lost',
  { amountMinor, taxMinor }: { amountMinor: number; taxMinor: number },
): LedgerEntry[] {
  const held = disputesAccount(sale.gateway)
  if (stage === 'lost')
    return entries([
      [held, -amountMinor],
      [providerAccount(sale.providerId), amountMinor - taxMinor],
      [taxAccount(sale.country), taxMinor],
    ])
  const sign = stage === 'opened' ? 1 : -1
  return entries([
    [gatewayAccount(sale.gateway), -sign * amountMinor],
    [held, sign * amountMinor],
  ])
}

/** What the gateway keeps for its work. */
export function gatewayFeeEntries(gateway: string, amountMinor: number): LedgerEntry[] {
  return entries([
    [gatewayAccount(gateway), -amountMinor],
    [feesAccount(gateway), amountMinor],
  ])
}

/** A fee that the provider bears: the gateway's, passed on, or ours. */
export function providerFeeEntries(
  providerId: string,
  to: { gateway: string } | 'platform',
  amountMinor: number,
): LedgerEntry[] {
  return entries([
    [providerAccount(providerId), amountMinor],
    [to === 'platform' ? platformFeesAccount : feesAccount(to.gateway), -amountMinor],
  ])
}

/** A payout leaves what is owed when it is intended, and the gateway when it is paid; a failed one is owed again. */
export function payoutEntries(
  { gateway, providerId }: { gateway: string; providerId: string },
  stage: 'intended' | 'paid' | 'failed',
  amountMinor: number,
): LedgerEntry[] {
  const underWay = payoutAccount(providerId)
  if (stage === 'paid')
    return entries([
      [underWay, amountMinor],
      [gatewayAccount(gateway), -amountMinor],
    ])
  const sign = stage === 'intended' ? 1 : -1
  return entries([
    [providerAccount(providerId), sign * amountMinor],
    [underWay, -sign * amountMinor],
  ])
}

/** What the gateway paid to the platform's own bank account. */
export function bankPayoutEntries(gateway: string, amountMinor: number): LedgerEntry[] {
  return entries([
    [bankAccount(gateway), amountMinor],
    [gatewayAccount(gateway), -amountMinor],
  ])
}

/** Tax that is handed over to the state. */
export function taxPaidEntries(gateway: string, country: string, amountMinor: number): LedgerEntry[] {
  return entries([
    [taxAccount(country), amountMinor],
    [gatewayAccount(gateway), -amountMinor],
  ])
}

function creditOf({ enrolmentId }: SaleAccounts, amountMinor: number): string {
  if (enrolmentId === null && amountMinor !== 0) throw new RangeError('Only an enrolment has credit')
  return creditAccount(enrolmentId ?? 'none')
}

// Nothing is written for nothing; what is written adds up.
function entries(rows: [account: string, amountMinor: number][]): LedgerEntry[] {
  for (const [, amount] of rows) requireWhole(amount)
  const kept = rows.filter(([, amount]) => amount !== 0)
  if (kept.reduce((sum, [, amount]) => sum + amount, 0) !== 0)
    throw new RangeError(`Entries that don't add up to zero: ${JSON.stringify(kept)}`)
  return kept.map(([account, amountMinor]) => ({ account, amountMinor }))
}
