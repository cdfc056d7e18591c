import type { Check, CheckId, Verification } from '../verify/result.ts'

/** Names of problems in Verifiable Credentials 2.0 (section 7.3), Data Integrity 1.0 and Bitstring Status List 1.0. */
const PROBLEMS: Partial<Record<CheckId, string>> = {
  shape: 'https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR',
  proof: 'https://w3id.org/security#PROOF_VERIFICATION_ERROR',
  issuer: 'https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR',
  holder: 'https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR',
  dates: 'https://www.w3.org/TR/vc-data-model#RANGE_ERROR',
  status: 'https://www.w3.org/ns/credentials/status-list#STATUS_VERIFICATION_ERROR',
}
const OTHER = 'https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR'

/** Where the caller asks for the proof alone, what can't be told of issuer and status is no hindrance; a failure is. */
export function isVerified(verification: Verification, checks: unknown): boolean {
  const isProofOnly = Array.isArray(checks) && checks.length > 0 && checks.every((check) => check === 'proof')
  if (!isProofOnly) return verification.verdict === 'valid'
  const hindrances = [verification, ...(verification.credentials ?? [])]
    .flatMap((each) => each.checks)
    .filter(({ id }) => id !== 'credentials')
    .filter(
      ({ id, status }) => status === 'failed' || (status === 'unknown' && (id === 'shape' || id === 'proof')),
    )
  return hindrances.length === 0
}

/** The answer of VC-API 0.3: whether it is verified, and one problem for each reason why not. */
export function verificationAnswer(verification: Verification, checks: unknown) {
  const verified = isVerified(verification, checks)
  const { verdict } = verification
  const said = verification.checks.map(({ id, status, reason, says }) => ({ id, status, reason, says }))
  const problems = verification.checks
    .filter(({ status }) => status === 'failed' || status === 'unknown')
    .map(problemOf)
  return verified
    ? { verified, verdict, checks: said, warnings: problems, errors: [], problemDetails: problems }
    : { verified, verdict, checks: said, warnings: [], errors: problems, problemDetails: problems }
}

export function problemOf({ id, reason, says, why }: Check) {
  return { type: PROBLEMS[id] ?? OTHER, title: says, detail: why, code: reason }
}
