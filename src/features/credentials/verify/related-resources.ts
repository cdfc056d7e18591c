import { CREDENTIALS_V2 } from '../contexts.ts'
import { asArray, isObject, type JsonObject } from './json-values.ts'
import type { Check } from './result.ts'
import { isAddress, malformed, missing } from './shape-parts.ts'

/** Hashes of what W3C publishes at these addresses, byte by byte (Verifiable Credentials 2.0, section B.1), in hex. */
const PUBLISHED: Record<string, { sha256: string; sha384: string }> = {
  [CREDENTIALS_V2]: {
    sha256: '59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734',
    sha384:
      '97f1eb8e5042356c805fdd61afa2c557663785e0794dcafa21e138fd38def18cb360133c221aa31d6896a6bf3e65b614',
  },
}

/**
 * Related resources (Verifiable Credentials 2.0, section 5.3): an address each, none twice, each with a hash. The hash is
 * compared where we know what lies at the address, which is the vocabulary of the data model: nothing is fetched.
 */
export function relatedFailure({ relatedResource }: JsonObject): Check | undefined {
  const seen = new Set<unknown>()
  for (const related of asArray(relatedResource)) {
    if (!isObject(related)) return malformed('relatedResource', 'not_object_value')
    const { id, digestSRI, digestMultibase } = related
    if (!isAddress(id)) return missing('relatedResource.id')
    if (seen.has(id)) return malformed('relatedResource', 'two_places')
    seen.add(id)
    if (digestSRI === undefined && digestMultibase === undefined) return missing('relatedResource.digestSRI')
    const known = PUBLISHED[id]
    if (!known) continue
    const hashes = [known.sha256, known.sha384]
    const said = [
      ...asArray(digestSRI).map((text) => decodeIntegrity(text)),
      ...asArray(digestMultibase).map((text) => decodeMultibase(text)),
    ]
    if (!said.every((hash) => hash !== undefined && hashes.includes(hash))) {
      return malformed('relatedResource', 'says_other')
    }
  }
  return undefined
}

/** Subresource Integrity: `sha384-` and base 64. */
function decodeIntegrity(value: unknown): string | undefined {
  const text = /^sha(?:256|384|512)-([\w+/-]+={0,2})$/.exec(String(value))?.[1]
  return text && Buffer.from(text, 'base64').toString('hex')
}

/** `u` and base64url of the bare hash, or of a multihash, whose first two bytes say which hash and how long. */
function decodeMultibase(value: unknown): string | undefined {
  const text = /^u([\w-]+)$/.exec(String(value))?.[1]
  const bytes = text && Buffer.from(text, 'base64url')
  if (!bytes) return undefined
  const isMultihash = bytes.length === 34 && bytes[0] === 0x12 && bytes[1] === 0x20
  return bytes.subarray(isMultihash ? 2 : 0).toString('hex')
}
