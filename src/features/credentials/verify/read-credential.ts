import { detail } from './details.ts'
import {
  hasHiddenPart,
  hasMoreParts,
  isDeeperThan,
  isObject,
  type JsonObject,
  parseJson,
} from './json-values.ts'
import { CREDENTIAL_BYTES_MAX, DEPTH_MAX, INPUT_BYTES_MAX, PARTS_MAX } from './limits.ts'
import { readPngCredential } from './png-badge.ts'
import { readSvgCredential } from './svg-badge.ts'

/** What was handed in: a JSON-LD document or a compact JWT, or why it is neither. */
export type ReadCredential =
  | { kind: 'document'; document: JsonObject }
  | { kind: 'jwt'; token: string }
  | { kind: 'not_readable'; detail: string }
  | { kind: 'too_large'; bytes: number; bytesMax: number }
  | { kind: 'too_deep' }
  | { kind: 'too_many_parts' }

const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/
const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** Recognises JSON, JWT, and badges (PNG, SVG) with either baked in, by content and not by name. */
export function readCredential(input: Uint8Array): ReadCredential {
  if (input.length > INPUT_BYTES_MAX) {
    return { kind: 'too_large', bytes: input.length, bytesMax: INPUT_BYTES_MAX }
  }
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength)
  if (bytes.subarray(0, 8).equals(PNG_SIGNATURE)) return readBaked(readPngCredential(bytes))
  const text = decodeText(bytes)
  if (text === undefined) return notReadable(detail('not_text'))
  if (/^\s*</.test(text)) return readBaked(readSvgCredential(text))
  return readText(text)
}

/** What a badge gave: the text of the credential inside it, or why there is none. */
export type Baked = { text: string } | { detail: string }

function readBaked(baked: Baked): ReadCredential {
  return 'text' in baked ? readText(baked.text) : notReadable(baked.detail)
}

function readText(input: string): ReadCredential {
  const text = input.trim()
  const bytes = Buffer.byteLength(text)
  if (bytes > CREDENTIAL_BYTES_MAX) return { kind: 'too_large', bytes, bytesMax: CREDENTIAL_BYTES_MAX }
  if (text === '') return notReadable(detail('empty'))
  if (JWT.test(text)) return { kind: 'jwt', token: text }
  const value = parseJson(text)
  if (value === undefined) return notReadable(detail('not_json'))
  return readValue(value)
}

function readValue(value: unknown): ReadCredential {
  if (isDeeperThan(value, DEPTH_MAX)) return { kind: 'too_deep' }
  if (hasMoreParts(value, PARTS_MAX)) return { kind: 'too_many_parts' }
  if (hasHiddenPart(value)) return notReadable(detail('hidden_part', '__proto__'))
  // Some sites wrap what they hand out: { "credential": { … } } is common, and not ambiguous.
  const inner = isObject(value) && !('@context' in value) && 'credential' in value ? value.credential : value
  if (typeof inner === 'string' && JWT.test(inner)) return { kind: 'jwt', token: inner }
  if (!isObject(inner)) return notReadable(detail('not_object'))
  return { kind: 'document', document: inner }
}

function decodeText(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function notReadable(why: string): ReadCredential {
  return { kind: 'not_readable', detail: why }
}
