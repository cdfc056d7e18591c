import { CREDENTIALS_V2 } from '../contexts.ts'
import { asArray, type JsonObject } from './json-values.ts'

const KINDS = { EnvelopedVerifiableCredential: 'vc', EnvelopedVerifiablePresentation: 'vp' } as const
export type EnvelopeKind = (typeof KINDS)[keyof typeof KINDS]

export function isEnvelope(document: JsonObject): boolean {
  return asArray(document.type).some((type) => String(type) in KINDS)
}

/** The kind of an envelope that exists but that nothing here opens (selective disclosure, CBOR); undefined for others. */
export function foreignEnvelope({ id }: JsonObject): string | undefined {
  return /^data:application\/((?:vc|vp)\+(?:sd-jwt|cose))[,;]/.exec(String(id))?.[1]
}

/**
 * The token inside an enveloped credential or presentation (Verifiable Credentials 2.0, sections 4.12.1 and 4.12.2): an
 * object with the vocabulary, exactly this kind, and a `data:` address. Undefined where it is none of a kind that we read.
 */
export function envelopedToken(document: JsonObject): { token: string; kind: EnvelopeKind } | undefined {
  const { id, type, '@context': context } = document
  const [name, ...others] = asArray(type)
  if (others.length > 0 || typeof name !== 'string' || !Object.hasOwn(KINDS, name)) return undefined
  if (asArray(context)[0] !== CREDENTIALS_V2 || typeof id !== 'string') return undefined
  // With a comma or, as some write it, a semicolon before the token; nothing else may be in its address.
  const match =
    /^data:application\/(?:(vc|vp)(?:[+-]ld(?:\+json)?)?\+)?jwt[,;]([\w-]+\.[\w-]+\.[\w-]*)$/.exec(id)
  const kind = KINDS[name as keyof typeof KINDS]
  const token = match?.[2]
  return token && (match[1] ?? kind) === kind ? { token, kind } : undefined
}
