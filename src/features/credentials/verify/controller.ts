import { createPublicKey, type KeyObject } from 'node:crypto'
import { didWebAddress } from '../did.ts'
import type { DocumentLoader } from '../document-loader.ts'
import { detail } from './details.ts'
import { asArray, isDeeperThan, isObject, type JsonObject, parseJson } from './json-values.ts'
import { DEPTH_MAX } from './limits.ts'
import { decodeMultikey } from './multikey.ts'

/** A controller document (DID document or the like), or why there is none. */
export type Controller =
  | { status: 'found'; document: JsonObject }
  | { status: 'unreachable'; why: string }
  /** Nothing can ever be looked up under such a name (`urn:`, an unknown DID method). */
  | { status: 'no_document' }

export type Controllers = (id: string) => Promise<Controller>

/**
 * Looks controller documents up: first those given by hand, then what `did:key` says by itself, then over `loader`
 * (absent when offline). Each is asked for once. Keys are only ever taken from a document, never from an address.
 */
export function controllerLookup(given: Map<string, JsonObject>, loader?: DocumentLoader): Controllers {
  const asked = new Map<string, Promise<Controller>>()
  return (id) => {
    const known = asked.get(id) ?? lookUp(id, given, loader)
    asked.set(id, known)
    return known
  }
}

async function lookUp(
  id: string,
  given: Map<string, JsonObject>,
  loader?: DocumentLoader,
): Promise<Controller> {
  const byHand = given.get(id)
  if (byHand) return { status: 'found', document: byHand }
  const ofKey = didKeyDocument(id) ?? didJwkDocument(id)
  if (ofKey) return { status: 'found', document: ofKey }
  const address = id.startsWith('https:') ? id : didWebAddress(id)
  if (!address) return { status: 'no_document' }
  if (!loader) return { status: 'unreachable', why: detail('network_unused') }
  const loaded = await loader(address)
  if (loaded.status === 'not_loaded') return { status: 'unreachable', why: loaded.why }
  return readController(id, loaded.bytes)
}

/** What a `did:key` stands for: its one key, for asserting and for authentication (did:key method, 3.1). */
function didKeyDocument(id: string): JsonObject | undefined {
  const publicKeyMultibase = id.startsWith('did:key:') ? id.slice('did:key:'.length) : ''
  if (!decodeMultikey(publicKeyMultibase)) return undefined
  return ofOneKey(id, {
    id: `${id}#${publicKeyMultibase}`,
    type: 'Multikey',
    controller: id,
    publicKeyMultibase,
  })
}

/** What a `did:jwk` stands for: the JSON Web Key in its name, as `#0`. */
function didJwkDocument(id: string): JsonObject | undefined {
  const text = id.startsWith('did:jwk:') ? id.slice('did:jwk:'.length) : ''
  if (!/^[\w-]{1,4000}$/.test(text)) return undefined
  const publicKeyJwk = parseJson(Buffer.from(text, 'base64url').toString('utf8'))
  if (!isObject(publicKeyJwk)) return undefined
  return ofOneKey(id, { id: `${id}#0`, type: 'JsonWebKey', controller: id, publicKeyJwk })
}

function ofOneKey(id: string, method: JsonObject): JsonObject {
  return { id, verificationMethod: [method], assertionMethod: [method.id], authentication: [method.id] }
}

function readController(id: string, bytes: Uint8Array): Controller {
  const document = parseJson(Buffer.from(bytes).toString('utf8'))
  if (!isObject(document) || isDeeperThan(document, DEPTH_MAX)) {
    return { status: 'unreachable', why: detail('not_keys') }
  }
  if (document.id !== id) return { status: 'unreachable', why: detail('other_id') }
  return { status: 'found', document }
}

/** What a controller lists its keys for (Controlled Identifiers 1.0, section 2.3). */
export type Purpose = 'assertionMethod' | 'authentication'

/** The method of that name in a controller document, wherever it is written. */
export function findMethod(document: JsonObject, methodId: string): JsonObject | undefined {
  return listedMethods(document).find((method) => isSameMethod(document, method.id, methodId))
}

/** All methods that the document describes itself. */
export function listedMethods(document: JsonObject): JsonObject[] {
  const { verificationMethod, assertionMethod, authentication } = document
  return [verificationMethod, assertionMethod, authentication].flatMap(asArray).filter(isObject)
}

/** Whether the document names the method for that purpose, and not as somebody else's. */
export function isListedFor(document: JsonObject, methodId: string, purpose: Purpose): boolean {
  const isNamed = asArray(document[purpose]).some((entry) =>
    isSameMethod(document, isObject(entry) ? entry.id : entry, methodId),
  )
  const owner = findMethod(document, methodId)?.controller
  return isNamed && (owner === undefined || owner === document.id)
}

function isSameMethod(document: JsonObject, written: unknown, methodId: string): boolean {
  if (typeof written !== 'string') return false
  return (written.startsWith('#') ? `${document.id}${written}` : written) === methodId
}

/** The public key of a method, or undefined if it is of a kind that we can't use. */
export function publicKeyOf(method: JsonObject): KeyObject | undefined {
  try {
    if (isObject(method.publicKeyJwk)) {
      // Only the public parts: a private key published by mistake is no reason to load it.
      const { kty, crv, x, y, n, e } = method.publicKeyJwk as Record<string, string>
      return createPublicKey({ key: { kty, crv, x, y, n, e }, format: 'jwk' })
    }
    return decodeMultikey(method.publicKeyMultibase)?.key
  } catch {
    return undefined
  }
}
