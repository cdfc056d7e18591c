import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { type Config, SetupError } from '../../../platform/config.ts'
import { urls } from '../../../urls.ts'
import { CREDENTIALS_V2 } from '../contexts.ts'
import { addProof, defaultSuite, type Signer } from '../sign.ts'
import type { JsonObject } from '../verify/json-values.ts'
import { LIST_BITS_MIN } from '../verify/status-list.ts'
import { freshPrivateKeys, readPrivateKeys } from './private-keys.ts'

export const STATUS_PURPOSES = ['revocation', 'suspension'] as const
export type StatusPurpose = (typeof STATUS_PURPOSES)[number]

/** Whose credentials mean nothing: for tests of other people's software against this one. Forgotten at the end. */
export type TestIssuer = {
  keys: Signer[]
  /** The next place in the lists; a test asks for few, and nobody's privacy is at stake. */
  next: number
  places: Map<string, number>
  bits: Record<StatusPurpose, Uint8Array>
}

const opened = new WeakMap<Config, Promise<TestIssuer>>()

export function testIssuer(config: Config): Promise<TestIssuer> {
  const known = opened.get(config) ?? openTestIssuer(config)
  opened.set(config, known)
  known.catch(() => opened.delete(config))
  return known
}

async function openTestIssuer({ vcApi: { keysFile } }: Config): Promise<TestIssuer> {
  const bits = () => new Uint8Array(LIST_BITS_MIN / 8)
  return {
    keys: keysFile ? await keysIn(keysFile) : freshPrivateKeys(),
    next: 0,
    places: new Map(),
    bits: { revocation: bits(), suspension: bits() },
  }
}

async function keysIn(file: string): Promise<Signer[]> {
  try {
    return readPrivateKeys(await readFile(file, 'utf8'))
  } catch (cause) {
    throw new SetupError(
      `Setting VC_API_KEYS: ${file} can't be used (${cause instanceof Error ? cause.message.split('\n')[0] : cause}). It is a list of keys with privateKeyJwk, or publicKeyMultibase and secretKeyMultibase.`,
    )
  }
}

/** Entries in both lists of the key's issuer; the credential keeps its place. */
export function statusEntries(
  issuer: TestIssuer,
  site: string,
  key: Signer,
  credentialId: string,
): JsonObject[] {
  const place = issuer.places.get(credentialId) ?? issuer.next++
  issuer.places.set(credentialId, place)
  return STATUS_PURPOSES.map((purpose) => {
    const list = listAddress(site, issuer.keys.indexOf(key), purpose)
    return {
      id: `${list}#${place}`,
      type: 'BitstringStatusListEntry',
      statusPurpose: purpose,
      statusListIndex: String(place),
      statusListCredential: list,
    }
  })
}

/** False where no such credential got a place. */
export function setStatus(
  issuer: TestIssuer,
  credentialId: string,
  purpose: StatusPurpose,
  isSet: boolean,
): boolean {
  const place = issuer.places.get(credentialId)
  if (place === undefined) return false
  const byte = place >> 3
  const mask = 0x80 >> (place & 7)
  const bits = issuer.bits[purpose]
  bits[byte] = isSet ? (bits[byte] ?? 0) | mask : (bits[byte] ?? 0) & ~mask
  return true
}

/** A list as its issuer publishes it now; each key is an issuer of its own, and signs its own list. */
export async function statusListDocument(
  issuer: TestIssuer,
  site: string,
  number: number,
  purpose: StatusPurpose,
  now: Date,
): Promise<JsonObject | undefined> {
  const key = issuer.keys[number]
  if (!key || key.kind === 'rsa') return undefined
  const id = listAddress(site, number, purpose)
  const document = {
    '@context': [CREDENTIALS_V2],
    id,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: key.controller,
    validFrom: secondsOf(now),
    validUntil: secondsOf(new Date(now.getTime() + 86_400_000)),
    credentialSubject: {
      id: `${id}#list`,
      type: 'BitstringStatusList',
      statusPurpose: purpose,
      encodedList: `u${gzipSync(issuer.bits[purpose]).toString('base64url')}`,
      ttl: 1_000,
    },
  }
  return addProof(document, key, { suite: defaultSuite(key.kind), created: now, purpose: 'assertionMethod' })
}

function listAddress(site: string, number: number, purpose: StatusPurpose): string {
  return site + urls.vcApiStatusList({ list: String(number), purpose })
}

function secondsOf(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}
