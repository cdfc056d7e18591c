import { createHash, randomBytes } from 'node:crypto'

/** Randomness as an argument: `bytes` must be fit for secrets in production; tests may pass a seeded one. */
export interface Random {
  bytes(length: number): Buffer
}

export const systemRandom: Random = { bytes: (length) => randomBytes(length) }

/** Bytes that are the same for the same seed: for tests and the demo, never for secrets. */
export function seededRandom(seed: string): Random {
  let counter = 0
  return {
    bytes(length) {
      const blocks: Buffer[] = []
      for (let made = 0; made < length; made += 32) {
        blocks.push(createHash('sha256').update(`${seed}:${counter++}`).digest())
      }
      return Buffer.concat(blocks).subarray(0, length)
    },
  }
}

/**
 * A UUID version 7 (RFC 9562 §5.7): sorts by the time it was made, so that indexes grow at one end.
 * Made here because the database may be older than its own uuidv7().
 */
export function newId(now: Date, random: Random = systemRandom): string {
  const bytes = Buffer.alloc(16)
  bytes.writeUIntBE(now.getTime(), 0, 6)
  random.bytes(10).copy(bytes, 6)
  bytes[6] = 0x70 | (bytes[6]! & 0x0f)
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  return formatUuid(bytes)
}

/** A UUID version 4 that says nothing about when it was made: for person keys. */
export function newPersonKey(random: Random = systemRandom): string {
  const bytes = Buffer.from(random.bytes(16))
  bytes[6] = 0x40 | (bytes[6]! & 0x0f)
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  return formatUuid(bytes)
}

/** 256 random bits in URL-safe characters: for sessions and one-time links. Only their hash is stored. */
export function newToken(random: Random = systemRandom): string {
  return random.bytes(32).toString('base64url')
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

function formatUuid(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether a text from a URL can be an id at all; asking the database about anything else is an error there. */
export function isId(text: string): boolean {
  return uuidPattern.test(text)
}
