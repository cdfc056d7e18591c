import type { ReasonCode } from './reasons.ts'

/**
 * What is checked, in this order. `domain` only where the issuer names a website, `trust` only where the asker named whom
 * they trust, `holder` and `credentials` only of presentations.
 */
export type CheckId =
  | 'shape'
  | 'proof'
  | 'issuer'
  | 'domain'
  | 'holder'
  | 'dates'
  | 'status'
  | 'credentials'
  | 'trust'

/** `not_checked` means that there was nothing to check; `unknown` that it could not be told. */
export type CheckStatus = 'passed' | 'failed' | 'unknown' | 'not_checked'

export type Check = {
  id: CheckId
  status: CheckStatus
  /** Stable code: pages translate it, programs can rely on it. */
  reason: ReasonCode
  /** What the sentences name: addresses, dates, words. Untrusted text: render as text only. */
  details: Record<string, string>
  /** What was found, in one plain English sentence. */
  says: string
  /** What that means. */
  why: string
}

export type Verdict = 'valid' | 'invalid' | 'unknown'

/** What the credential says of itself: as signed where the signature is right, else only as written. */
export type CredentialSummary = {
  id?: string
  name?: string
  description?: string
  issuerId?: string
  issuerName?: string
  recipientId?: string
  recipientName?: string
  /** Salted hashes of the recipient's identifiers. */
  recipientHashes: { hash: string; salt: string }[]
  achievementName?: string
  achievementDescription?: string
  criteria?: string
  criteriaUrl?: string
  validFrom?: string
  validUntil?: string
  /** Says of itself that it is a demonstration: must be shown first. */
  isDemonstration: boolean
  /** The summary is read from what the signature covers. */
  isAsSigned: boolean
}

export type Verification = {
  verdict: Verdict
  checks: Check[]
  summary?: CredentialSummary
  /** Of a presentation: what came of each credential inside. */
  credentials?: Verification[]
  /** Origins for which the guard of the loader was lifted, so that the reader knows. */
  allowedOrigins: string[]
}

/** A definite failure beats "can't tell", and "can't tell" beats valid. */
export function verdictOf(checks: Check[]): Verdict {
  if (checks.some((check) => check.status === 'failed')) return 'invalid'
  return checks.some((check) => check.status === 'unknown') ? 'unknown' : 'valid'
}
