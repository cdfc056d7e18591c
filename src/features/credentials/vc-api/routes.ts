import { timingSafeEqual } from 'node:crypto'
import { access } from '../../../platform/access.ts'
import type { Ctx } from '../../../platform/web/context.ts'
import { HttpError, notFound } from '../../../platform/web/http-error.ts'
import type { Room } from '../../../platform/web/room.ts'
import { urls } from '../../../urls.ts'
import { addProof, defaultSuite, envelopeCredential } from '../sign.ts'
import { isEnvelope } from '../verify/envelopes.ts'
import {
  hasHiddenPart,
  hasMoreParts,
  isDeeperThan,
  isObject,
  type JsonObject,
} from '../verify/json-values.ts'
import { DEPTH_MAX, PARTS_MAX } from '../verify/limits.ts'
import { verifyAnything } from '../verify/verify-anything.ts'
import { isPresentation } from '../verify/verify-presentation.ts'
import { problemOf, verificationAnswer } from './answers.ts'
import { inNameOf, issueAsAsked, keyFor, readIssueOptions } from './issue.ts'
import { issueForProvider } from './provider-issuer.ts'
import { STATUS_PURPOSES, setStatus, statusEntries, statusListDocument, testIssuer } from './test-issuer.ts'
import { verifyOptionsFor } from './verify-options.ts'

const BODY_BYTES_MAX = 2 * 1024 * 1024

/**
 * VC-API (W3C Credentials Community Group, draft 0.3): for other people's software. Off unless the operator opens it
 * (settings VC_API, VC_API_TOKEN); docs/operating.md says how it is used for the public suites.
 */
export function vcApiRoutes({ get, post }: Room): void {
  get(urls.vcApi, access.everyone, async (c) => {
    requireOpened(c)
    const isOpen = c.var.deps.config.vcApi.mode === 'open'
    const keys = isOpen ? (await testIssuer(c.var.deps.config)).keys : []
    return c.json({ issuers: keys.map(({ controller, id, kind }) => ({ id: controller, key: id, kind })) })
  })

  post(urls.vcApiIssue, access.everyone, issue, { bodyBytesMax: BODY_BYTES_MAX })
  post(urls.vcApiVerify, access.everyone, (c) => verify(c, 'verifiableCredential'), {
    bodyBytesMax: BODY_BYTES_MAX,
  })
  post(urls.vcApiStatus, access.everyone, changeStatus)
  post(urls.vcApiPresent, access.everyone, present, { bodyBytesMax: BODY_BYTES_MAX })
  post(urls.vcApiVerifyPresentation, access.everyone, (c) => verify(c, 'verifiablePresentation'), {
    bodyBytesMax: BODY_BYTES_MAX,
  })

  get(urls.vcApiStatusList, access.everyone, async (c) => {
    const { config, clock } = c.var.deps
    if (config.vcApi.mode !== 'open') notFound()
    const purpose = STATUS_PURPOSES.find((one) => one === c.req.param('purpose'))
    const list = Number(c.req.param('list'))
    const document =
      purpose &&
      (await statusListDocument(
        await testIssuer(config),
        config.publicUrl.origin,
        list,
        purpose,
        clock.now(),
      ))
    if (!document) notFound()
    // Much software takes for JSON only what is called so.
    const isVc = /application\/(?:vc\b|\*)/.test(c.req.header('accept') ?? '')
    return c.body(JSON.stringify(document), 200, {
      'content-type': isVc ? 'application/vc' : 'application/json',
    })
  })
}

async function issue(c: Ctx): Promise<Response> {
  const body = await readBody(c)
  const { deps } = c.var
  const options = readIssueOptions(body.options)
  if (!isObject(body.credential)) return refuse(c, 'credential', 'must be an object')
  if (!options) return refuse(c, 'options', 'names a kind of proof that is not made here')
  if (deps.config.vcApi.mode !== 'open') {
    const answer = await issueForProvider(deps, body.credential, options)
    return 'refused' in answer ? c.json(refusalOf(answer.refused), 400) : c.json(answer.issued, 201)
  }
  const issuer = await testIssuer(deps.config)
  const key = keyFor(issuer.keys, body.credential, options)
  if (!key) return refuse(c, 'credential.issuer', 'is none of the issuers here that can sign in this way')
  const named = inNameOf(body.credential, key.controller)
  const site = deps.config.publicUrl.origin
  const credential =
    options.hasStatus && mayHaveStatus(named) && key.kind !== 'rsa'
      ? { ...named, credentialStatus: statusEntries(issuer, site, key, String(named.id)) }
      : named
  const answer = await issueAsAsked(credential, key, options, deps.clock.now())
  return 'refused' in answer ? c.json(refusalOf(answer.refused), 400) : c.json(answer.issued, 201)
}

/** Only what has a name can be found again, and only the vocabulary of 2.0 knows these lists. */
function mayHaveStatus(credential: JsonObject): boolean {
  const [first] = Array.isArray(credential['@context']) ? credential['@context'] : []
  return (
    first === 'https://www.w3.org/ns/credentials/v2' &&
    typeof credential.id === 'string' &&
    credential.credentialStatus === undefined
  )
}

async function verify(c: Ctx, part: 'verifiableCredential' | 'verifiablePresentation'): Promise<Response> {
  const body = await readBody(c)
  const document = body[part]
  const isToken = typeof document === 'string' && /^[\w-]+\.[\w-]+\.[\w-]*$/.test(document)
  if (!isObject(document) && !isToken) return refuse(c, part, 'must be an object, or a signed token')
  const isOtherKind =
    isObject(document) &&
    !isEnvelope(document) &&
    isPresentation(document) !== (part !== 'verifiableCredential')
  if (isOtherKind) return refuse(c, part, 'is of another kind')
  const asked = isObject(body.options) ? body.options : {}
  const bytes = Buffer.from(typeof document === 'string' ? document : JSON.stringify(document))
  const verification = await verifyAnything(bytes, await verifyOptionsFor(c.var.deps, asked))
  const answer = verificationAnswer(verification, asked.checks)
  return c.json(answer, answer.verified ? 200 : 400)
}

async function present(c: Ctx): Promise<Response> {
  const body = await readBody(c)
  const { config, clock } = c.var.deps
  if (config.vcApi.mode !== 'open') notFound()
  const options = readIssueOptions(body.options)
  const { presentation } = body
  if (!isObject(presentation) || !options) return refuse(c, 'presentation', 'must be an object')
  const { keys } = await testIssuer(config)
  const key = keyFor(keys, { issuer: presentation.holder }, options)
  if (!key) return refuse(c, 'presentation.holder', 'is nobody here')
  const { domain, challenge } = isObject(body.options) ? body.options : ({} as JsonObject)
  const occasion = { domain: textOf(domain), challenge: textOf(challenge) }
  const document = { ...presentation, holder: presentation.holder ?? key.controller }
  if (options.isEnvelope) {
    const claims = { aud: occasion.domain, nonce: occasion.challenge }
    const token = await envelopeCredential(document, key, clock.now(), 'vp', claims)
    return c.json({ verifiablePresentation: token }, 201)
  }
  const suite = options.suite ?? defaultSuite(key.kind)
  const signed = await addProof(document, key, {
    suite,
    created: clock.now(),
    purpose: 'authentication',
    ...occasion,
  })
  return c.json({ verifiablePresentation: signed }, 201)
}

/** Sets, or takes back, what a credential's status list says of it. */
async function changeStatus(c: Ctx): Promise<Response> {
  const body = await readBody(c)
  const { deps } = c.var
  const asked = isObject(body.credentialStatus) ? body.credentialStatus : ({} as JsonObject)
  const purpose = STATUS_PURPOSES.find((one) => one === (asked.statusPurpose ?? body.statusPurpose))
  const { credentialId } = body
  if (typeof credentialId !== 'string') return refuse(c, 'credentialId', 'must be the id of a credential')
  if (!purpose) return refuse(c, 'credentialStatus.statusPurpose', 'must be revocation or suspension')
  const isSet = asked.status !== false && asked.status !== '0' && body.status !== false
  if (deps.config.vcApi.mode !== 'open') notFound()
  const isKnown = setStatus(await testIssuer(deps.config), credentialId, purpose, isSet)
  return isKnown
    ? c.json({ credentialId, statusPurpose: purpose, status: isSet })
    : c.json({ error: 'no such credential' }, 404)
}

async function readBody(c: Ctx): Promise<JsonObject> {
  requireOpened(c)
  const body = await c.req.json().catch(() => undefined)
  if (!isObject(body)) throw new HttpError(400, 'the body must be a JSON object')
  // Two levels more than a credential may have are the body's own. Too deep can't even be written out for checking.
  if (isDeeperThan(body, DEPTH_MAX + 2) || hasMoreParts(body, 2 * PARTS_MAX) || hasHiddenPart(body))
    throw new HttpError(400, 'the body is nested too deeply, has too many parts, or one named __proto__')
  return body
}

/** Nothing is here unless the operator opened it; then for whoever holds the token. */
function requireOpened(c: Ctx): void {
  const { mode, token } = c.var.deps.config.vcApi
  if (mode === 'off') notFound()
  if (mode === 'open') return
  const given = Buffer.from(/^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? '')
  const wanted = Buffer.from(token ?? '')
  if (wanted.length === 0 || given.length !== wanted.length || !timingSafeEqual(given, wanted))
    throw new HttpError(401)
}

function refuse(c: Ctx, part: string, why: string): Response {
  const problem = {
    type: 'https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR',
    title: `${part} ${why}`,
    detail: `${part} ${why}`,
  }
  return c.json({ verified: false, errors: [problem], problemDetails: [problem] }, 400)
}

function refusalOf(check: Parameters<typeof problemOf>[0]) {
  return { errors: [problemOf(check)], problemDetails: [problemOf(check)] }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
