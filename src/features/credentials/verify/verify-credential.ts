import type { DocumentLoader } from '../document-loader.ts'
import { checkDates } from './check-dates.ts'
import { checkIssuer, type KeyOwner } from './check-issuer.ts'
import { checkClaimDates, checkClaims, checkToken, type ReadToken, readToken } from './check-jwt.ts'
import { checkProofs, type ProofOutcome } from './check-proof.ts'
import { checkShape } from './check-shape.ts'
import { checkStatus, type OwnStatus } from './check-status.ts'
import { type Controllers, controllerLookup } from './controller.ts'
import { detail } from './details.ts'
import { expandDocument } from './expand.ts'
import { idOf, type JsonObject } from './json-values.ts'
import { DEPTH_MAX, PARTS_MAX } from './limits.ts'
import { type ReadCredential, readCredential } from './read-credential.ts'
import { finding } from './reasons.ts'
import { type Check, type CheckStatus, type Verification, verdictOf } from './result.ts'
import { inStandardWords } from './standard-words.ts'
import { summarise } from './summary.ts'

export type VerifyOptions = {
  now: Date
  /** Use nothing but what is built in and given. */
  offline?: boolean
  /** How documents are looked up; must be a guarded one. Absent means offline. */
  loader?: DocumentLoader
  /** Controller documents given by hand, by their id. */
  didDocuments?: Map<string, JsonObject>
  /** Where given, an issuer that is not listed can't be told to be good. */
  trust?: string[]
  /** For the record in the answer only: the loader does the lifting. */
  allowedOrigins?: string[]
  /** What this site knows of its own credentials. */
  ownStatus?: OwnStatus
  /** Whose `did:key` this site knows. */
  keyOwner?: KeyOwner
}

/**
 * Checks a credential of anybody: bytes of a JSON document, a JWT, or a PNG or SVG badge with one inside. In order:
 * shape, proof, whether the key is the issuer's, dates, status (and trust, where asked). Never throws for bad input:
 * whatever is wrong with it is a finding.
 */
export async function verifyCredential(input: Uint8Array, options: VerifyOptions): Promise<Verification> {
  const read = readCredential(input)
  if (read.kind === 'document') return verifyDocument(read.document, options)
  if (read.kind === 'jwt') return verifyToken(read.token, options)
  return answer([unreadable(read)], options)
}

/** The same for something that could not be had at all. */
export function unreachableCredential(why: string, options: VerifyOptions): Verification {
  return answer([finding('shape', 'not_reachable', { detail: why })], options)
}

async function verifyDocument(document: JsonObject, options: VerifyOptions): Promise<Verification> {
  const controllers = lookup(options)
  const { proof: _, ...unsigned } = document
  const read = once(() => expandDocument(unsigned))
  const outcomes = await checkProofs(document, read, controllers, options.now)
  const isRight = outcomes.some(({ check }) => check.status === 'passed')
  // Where the signature is right, everything else is judged by what it covers, not by how it is written.
  const credential = isRight ? inStandardWords(await read()) : unsigned
  return conclude({ shape: checkShape(document), outcomes, credential, isRight, controllers, options })
}

async function verifyToken(token: string, options: VerifyOptions): Promise<Verification> {
  const read = readToken(token)
  if (!read) return answer([finding('shape', 'not_readable', { detail: detail('token_damaged') })], options)
  const controllers = lookup(options)
  const outcome = await checkToken(token, read, controllers)
  const shape = checkClaims(read) ?? checkShape(read.credential)
  const isRight = outcome.check.status === 'passed'
  const { credential } = read
  return conclude({ shape, outcomes: [outcome], credential, isRight, controllers, options, token: read })
}

type Conclusion = {
  shape: Check
  outcomes: ProofOutcome[]
  credential: JsonObject
  isRight: boolean
  controllers: Controllers
  options: VerifyOptions
  token?: ReadToken
}

async function conclude(found: Conclusion): Promise<Verification> {
  const { outcomes, credential, isRight, controllers, options, token } = found
  const checks = [
    found.shape,
    proofCheck(outcomes),
    await checkIssuer(credential, outcomes, { controllers, keyOwner: options.keyOwner, now: options.now }),
    (token && checkClaimDates(token, options.now)) ?? checkDates(credential, options.now),
    await checkStatus(credential, isOffline(options), options.ownStatus),
    ...trustCheck(credential, options.trust),
  ]
  return { ...answer(checks, options), summary: summarise(credential, isRight) }
}

/** Whoever says whom they trust is told about everybody else; the rest is not judged by it. */
function trustCheck(credential: JsonObject, trust: string[] | undefined): Check[] {
  if (!trust?.length) return []
  const issuer = idOf(credential.issuer) ?? ''
  return [finding('trust', trust.includes(issuer) ? 'trust_ok' : 'trust_unlisted', { issuer })]
}

/** One wrong signature spoils the credential; one right signature is enough where others are of an unknown kind. */
function proofCheck(outcomes: ProofOutcome[]): Check {
  const order: CheckStatus[] = ['failed', 'passed', 'unknown']
  const ranked = order.map((status) => outcomes.find(({ check }) => check.status === status))
  return ranked.find((outcome) => outcome !== undefined)?.check ?? finding('proof', 'no_proof')
}

function unreadable(read: Exclude<ReadCredential, { kind: 'document' | 'jwt' }>): Check {
  if (read.kind === 'not_readable') return finding('shape', 'not_readable', { detail: read.detail })
  if (read.kind === 'too_many_parts') return finding('shape', 'too_many_parts', { limit: String(PARTS_MAX) })
  if (read.kind === 'too_deep') return finding('shape', 'too_deep', { limit: String(DEPTH_MAX) })
  return finding('shape', 'too_large', { size: megabytes(read.bytes), limit: megabytes(read.bytesMax) })
}

function answer(checks: Check[], { allowedOrigins = [] }: VerifyOptions): Verification {
  return { verdict: verdictOf(checks), checks, allowedOrigins }
}

function lookup(options: VerifyOptions): Controllers {
  return controllerLookup(options.didDocuments ?? new Map(), options.offline ? undefined : options.loader)
}

function isOffline(options: VerifyOptions): boolean {
  return options.offline === true || options.loader === undefined
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let started: Promise<T> | undefined
  return () => {
    started ??= work()
    return started
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
