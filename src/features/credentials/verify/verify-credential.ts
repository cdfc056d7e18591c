import type { DocumentLoader } from '../document-loader.ts'
import { checkDates } from './check-dates.ts'
import { checkDomain } from './check-domain.ts'
import { checkIssuer, type KeyOwner } from './check-issuer.ts'
import { checkClaimDates, checkClaims, checkToken, type ReadToken, readToken } from './check-jwt.ts'
import { checkProofs, type ProofOutcome } from './check-proof.ts'
import { checkShape } from './check-shape.ts'
import { checkStatus, type JudgedList, type OwnStatus } from './check-status.ts'
import { type Controllers, controllerLookup } from './controller.ts'
import { detail } from './details.ts'
import { envelopedToken, foreignEnvelope, isEnvelope } from './envelopes.ts'
import { expandLoosely, explainJsonLdError } from './expand.ts'
import { idOf, type JsonObject } from './json-values.ts'
import { DEPTH_MAX, PARTS_MAX } from './limits.ts'
import { type ReadCredential, readCredential } from './read-credential.ts'
import { finding } from './reasons.ts'
import { type Check, type CheckStatus, type Verification, verdictOf } from './result.ts'
import { malformed } from './shape-parts.ts'
import { type SecuredDocument, securedDocument } from './signed-bytes.ts'
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
  /** Whom, and for which occasion, the proof must have been made for. Usually only of presentations. */
  domain?: string
  challenge?: string
}

/**
 * Checks a credential of anybody: bytes of a JSON document, a JWT, or a PNG or SVG badge with one inside. In order:
 * shape, proof, whether the key is the issuer's, dates, status (and trust, where asked). Never throws for bad input:
 * whatever is wrong with it is a finding.
 */
export async function verifyCredential(input: Uint8Array, options: VerifyOptions): Promise<Verification> {
  return verifyRead(readCredential(input), options)
}

export async function verifyRead(read: ReadCredential, options: VerifyOptions): Promise<Verification> {
  return (await judge(read, options)).verification
}

/** The same for something that could not be had at all. */
export function unreachableCredential(why: string, options: VerifyOptions): Verification {
  return answer([finding('shape', 'not_reachable', { detail: why })], options)
}

/** With what the signature covers, in the standard words, where it is right; else as written. */
type Judged = { verification: Verification; credential?: JsonObject }

type JudgeOptions = VerifyOptions & { isStatement?: boolean }

async function judge(read: ReadCredential, options: JudgeOptions): Promise<Judged> {
  if (read.kind === 'document' && isEnvelope(read.document)) {
    const enveloped = envelopedToken(read.document)
    if (enveloped?.kind === 'vc') return judgeToken(enveloped.token, options)
    const suite = foreignEnvelope(read.document)
    const check = suite ? finding('proof', 'suite_unknown', { suite }) : malformed('id', 'not_known_form')
    return { verification: answer([check], options) }
  }
  if (read.kind === 'document') return judgeDocument(read.document, options)
  if (read.kind === 'jwt') return judgeToken(read.token, options)
  return { verification: answer([unreadable(read)], options) }
}

async function judgeDocument(document: JsonObject, options: JudgeOptions): Promise<Judged> {
  const controllers = lookup(options)
  const secured = securedDocument(document)
  const { now, domain, challenge } = options
  const owner = idOf(document.issuer)
  const rules = { now, controllers, purpose: 'assertionMethod', owner, domain, challenge } as const
  const outcomes = await checkProofs(document, secured, rules)
  const { credential, failure } = await signedWords(secured, outcomes)
  return conclude({
    shape: checkShape(document),
    outcomes: failure ? [{ check: failure }, ...outcomes] : outcomes,
    credential,
    controllers,
    options,
  })
}

/**
 * Where the signature is right, everything else is judged by what it covers, not by how it is written. Canonical JSON
 * covers how it is written; a vocabulary in it may still give standard words another meaning, so it is read all the same.
 */
async function signedWords(
  { unsigned, expanded }: SecuredDocument,
  outcomes: ProofOutcome[],
): Promise<{ credential: JsonObject; failure?: Check }> {
  const right = outcomes.filter(({ check }) => check.status === 'passed')
  if (right.length === 0) return { credential: unsigned }
  if (right.some(({ form }) => form === 'rdfc')) return { credential: inStandardWords(await expanded()) }
  try {
    const read = await expandLoosely(unsigned)
    return { credential: read ? inStandardWords(read) : unsigned }
  } catch (error) {
    return { credential: unsigned, failure: explainJsonLdError(error) }
  }
}

async function judgeToken(token: string, options: JudgeOptions): Promise<Judged> {
  const read = readToken(token)
  if (!read) {
    const damaged = finding('shape', 'not_readable', { detail: detail('token_damaged') })
    return { verification: answer([damaged], options) }
  }
  const controllers = lookup(options)
  const outcome = await checkToken(token, read, idOf(read.document.issuer), controllers)
  const shape = checkClaims(read, 'vc') ?? checkShape(read.document)
  const { document: credential } = read
  return conclude({ shape, outcomes: [outcome], credential, controllers, options, token: read })
}

type Conclusion = {
  shape: Check
  outcomes: ProofOutcome[]
  credential: JsonObject
  controllers: Controllers
  options: JudgeOptions
  token?: ReadToken
}

async function conclude(found: Conclusion): Promise<Judged> {
  const { outcomes, credential, controllers, options, token } = found
  const { now, keyOwner, ownStatus, trust } = options
  const loader = options.offline ? undefined : options.loader
  const proof = proofCheck(outcomes)
  const issuer = await checkIssuer(credential, outcomes, { controllers, keyOwner, now })
  const isRight = proof.status === 'passed'
  const judgeList = (bytes: Uint8Array) => judgeStatement(bytes, options)
  const judgeText = (text: string) => judgeStatement(Buffer.from(text), { ...options, loader: undefined })
  const checks = [
    found.shape,
    proof,
    issuer,
    // What a stranger's document names is looked up only where the document is somebody's word at all.
    ...(isRight && issuer.status === 'passed' && !options.isStatement
      ? await checkDomain(credential, { controllers, loader, judge: judgeText })
      : []),
    (token && checkClaimDates(token, now)) ?? checkDates(credential, now),
    ...(options.isStatement
      ? []
      : [await checkStatus(credential, { loader: isRight ? loader : undefined, ownStatus, judgeList })]),
    ...trustCheck(credential, trust),
  ]
  const summary = summarise(
    credential,
    outcomes.some(({ check }) => check.status === 'passed'),
  )
  return { verification: { ...answer(checks, options), summary }, credential }
}

/**
 * A status list, or a website's statement, is a credential like any other, except that its own withdrawal is not asked
 * for, and nothing further is looked up but keys: that would never end.
 */
async function judgeStatement(bytes: Uint8Array, options: VerifyOptions): Promise<JudgedList> {
  const read = readCredential(bytes)
  const isPlain = read.kind === 'document' || read.kind === 'jwt'
  if (!isPlain) return { verdict: 'unknown', credential: {}, why: detail('list_damaged') }
  const { now, offline, loader, didDocuments } = options
  const { verification, credential = {} } = await judge(read, {
    now,
    offline,
    loader,
    didDocuments,
    isStatement: true,
  })
  const bad = verification.checks.find(({ status }) => status === 'failed' || status === 'unknown')
  return { verdict: verification.verdict, credential, why: bad?.says ?? '' }
}

/** Whoever says whom they trust is told about everybody else; the rest is not judged by it. */
function trustCheck(credential: JsonObject, trust: string[] | undefined): Check[] {
  if (!trust?.length) return []
  const issuer = idOf(credential.issuer) ?? ''
  return [finding('trust', trust.includes(issuer) ? 'trust_ok' : 'trust_unlisted', { issuer })]
}

/** One wrong signature spoils the credential; one right signature is enough where others are of an unknown kind. */
export function proofCheck(outcomes: ProofOutcome[]): Check {
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

export function answer(checks: Check[], { allowedOrigins = [] }: VerifyOptions): Verification {
  return { verdict: verdictOf(checks), checks, allowedOrigins }
}

export function lookup(options: VerifyOptions): Controllers {
  return controllerLookup(options.didDocuments ?? new Map(), options.offline ? undefined : options.loader)
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
