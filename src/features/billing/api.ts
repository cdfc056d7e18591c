// What other rooms may import of this one.

export { selectAidedEnrolments } from './aid/queries.ts'
export { checkLedger, type LedgerFinding, type LedgerReport } from './check-ledger.ts'
export { type PaidByEnrolment, selectPaidByEnrolment } from './paid-by-enrolment.ts'
export { type AskedPrice, askedPrice } from './prices/price-there.ts'
export { taxInWords } from './prices/tax-words.ts'
export { type BillingRuleKey, billingRules, billingRuleText } from './rules.ts'
export { taxTableOf } from './tax/tax-table.ts'
