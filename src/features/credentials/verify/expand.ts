import jsonld from 'jsonld'
import { isKnownContext, loadContext, UnknownContextError } from '../contexts.ts'
import { preparedExpansions } from '../prepared-expansion.ts'
import { type DetailCode, detail } from './details.ts'
import { asArray, isObject, type JsonObject } from './json-values.ts'
import { uncoveredKeyword } from './keywords.ts'
import { finding } from './reasons.ts'
import type { Check } from './result.ts'

/** A document in expanded form: every word replaced by its full meaning. One node, by `assertPlain`. */
export type Expanded = Record<string, unknown>[]

const OPTIONS = {
  documentLoader: loadContext,
  base: null,
  safe: true,
  rdfDirection: 'i18n-datatype',
} as const

/** Throws what JSON-LD throws; `explainJsonLdError` turns that into a finding. */
export async function expandDocument(document: JsonObject): Promise<Expanded> {
  const unknown = contextsIn(document).find((url) => !isKnownContext(url))
  if (unknown !== undefined) throw new UnknownContextError(unknown)
  const keyword = uncoveredKeyword(document)
  if (keyword !== undefined) throw new NotPlainError('word', keyword)
  const expanded = await expandPrepared(document)
  assertPlain(expanded)
  return expanded
}

const expandPrepared = preparedExpansions((document) => jsonld.expand(document, OPTIONS))

/**
 * The same where the signature covers every character: words without a meaning are then signed too, so they are left
 * out instead of refused. Undefined where a vocabulary is not built in.
 */
export async function expandLoosely(document: JsonObject): Promise<Expanded | undefined> {
  if (contextsIn(document).some((url) => !isKnownContext(url))) return undefined
  const expanded = await jsonld.expand(document, { ...OPTIONS, safe: false })
  assertPlain(expanded)
  return expanded
}

class NotPlainError extends Error {
  readonly detail: string

  constructor(code: DetailCode, argument?: string) {
    super(code)
    this.detail = detail(code, argument)
  }
}

/**
 * JSON-LD lets one thing be written in several places (`@included`, `@reverse`, `@graph`, the same id once more), so
 * that a part signed on the credential, such as its end, could be moved to where no reader looks; and `@index` is a note
 * that no signature covers. Refused.
 */
function assertPlain(expanded: Record<string, unknown>[]): void {
  const [credential, ...others] = expanded
  if (!credential || others.length > 0 || '@graph' in credential) throw new NotPlainError('several_things')
  const inner = Object.values(credential).flatMap(nodesIn)
  const sideways = ['@reverse', '@included', '@index']
  if ([credential, ...inner].some((node) => sideways.some((key) => key in node))) {
    throw new NotPlainError('backwards')
  }
  const id = credential['@id']
  // Its own id may stand elsewhere (as the address of a refresh service, say), but may say nothing there.
  const isRepeated = (node: JsonObject) =>
    node['@id'] === id && Object.keys(node).some((key) => !key.startsWith('@'))
  if (id !== undefined && inner.some(isRepeated)) {
    throw new NotPlainError('two_places')
  }
}

function nodesIn(value: unknown): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn)
  return isObject(value) ? [value, ...Object.values(value).flatMap(nodesIn)] : []
}

/** Addresses of all vocabularies named anywhere in the document. */
function contextsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(contextsIn)
  if (!isObject(value)) return []
  const named = asArray(value['@context']).filter((context) => typeof context === 'string')
  return [...named, ...Object.values(value).flatMap(contextsIn)]
}

/** A document that has no faithful canonical form: says why, as a finding of the proof check. */
export function explainJsonLdError(error: unknown): Check {
  const url = unknownContextOf(error)
  if (url !== undefined) return finding('proof', 'context_unknown', { url })
  if (/deep iterations|Abort signal/.test(String(error))) return finding('proof', 'too_complex')
  return finding('proof', 'word_undefined', { detail: wordsOf(error) })
}

function unknownContextOf(error: unknown): string | undefined {
  if (error instanceof UnknownContextError) return error.url
  const { cause, details } = isErrorLike(error) ? error : {}
  const inner = details?.cause ?? cause
  return inner === undefined || inner === error ? undefined : unknownContextOf(inner)
}

type ErrorLike = {
  message?: string
  cause?: unknown
  details?: {
    cause?: unknown
    code?: string
    event?: { message?: string; details?: Record<string, unknown> }
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof NotPlainError) return error.detail
  if (!isErrorLike(error)) return detail('word_malformed')
  const event = error.details?.event
  const named =
    event?.details?.property ?? event?.details?.type ?? event?.details?.id ?? event?.details?.value
  if (event)
    return typeof named === 'string' ? detail('word', named) : detail('word_problem', event.message ?? '–')
  return detail('word_problem', error.details?.code ?? error.message ?? '–')
}

function isErrorLike(error: unknown): error is ErrorLike {
  return typeof error === 'object' && error !== null
}
