import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  sign,
} from 'node:crypto'
import { base58 } from '@scure/base'
import { z } from 'zod'
import { publicJwkOf } from '../keys/crypto.ts'
import type { Signer } from '../sign.ts'
import { decodeMultikey, encodeMultikey, kindOfKey } from '../verify/multikey.ts'

const MULTIKEY_SECRETS = [
  { prefix: [0x80, 0x26], curve: 'Ed25519', bytes: 32 },
  { prefix: [0x86, 0x26], curve: 'P-256', bytes: 32 },
  { prefix: [0x87, 0x26], curve: 'P-384', bytes: 48 },
] as const

const entrySchema = z
  .object({
    /** Verification method; by default that of the key's own `did:key`. */
    id: z.string().optional(),
    controller: z.string().optional(),
    privateKeyJwk: z.looseObject({ kty: z.string() }).optional(),
    secretKeyJwk: z.looseObject({ kty: z.string() }).optional(),
    publicKeyMultibase: z.string().optional(),
    secretKeyMultibase: z.string().optional(),
  })
  .loose()
const fileSchema = z.union([z.array(entrySchema).min(1), z.object({ keys: z.array(entrySchema).min(1) })])

/**
 * The test issuer's keys from a file: a list of verification methods with their secrets, as JSON Web Key
 * (`privateKeyJwk`) or Multikey (`secretKeyMultibase` with `publicKeyMultibase`). Throws with what is wrong.
 */
export function readPrivateKeys(text: string): Signer[] {
  const content = fileSchema.parse(JSON.parse(text))
  const entries = Array.isArray(content) ? content : content.keys
  return entries.map((entry, index) => {
    const jwk = entry.privateKeyJwk ?? entry.secretKeyJwk
    const key = jwk
      ? createPrivateKey({ key: jwk as JsonWebKey, format: 'jwk' })
      : privateKeyOfMultikey(entry)
    if (!key) throw new Error(`key ${index + 1} has neither privateKeyJwk nor secretKeyMultibase`)
    return signerOf(key, entry)
  })
}

/** One fresh key of each kind that an identifier can be made of. */
export function freshPrivateKeys(): Signer[] {
  return [
    generateKeyPairSync('ed25519').privateKey,
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
    generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
  ].map((key) => signerOf(key, {}))
}

function signerOf(privateKey: KeyObject, named: { id?: string; controller?: string }): Signer {
  const publicKey = createPublicKey(privateKey)
  const multikeyKind = kindOfKey(publicKey)
  const publicKeyMultibase = multikeyKind && encodeMultikey(publicKey)
  const controller =
    named.controller ?? named.id?.split('#')[0] ?? (publicKeyMultibase && `did:key:${publicKeyMultibase}`)
  if (!controller) throw new Error('a key without a did:key of its own needs an id and a controller')
  const kind = multikeyKind ?? otherKindOf(publicKey)
  if (!kind) throw new Error(`nothing is signed here with a ${publicKey.asymmetricKeyType} key of this kind`)
  return {
    id: named.id ?? `${controller}#${publicKeyMultibase ?? 'key'}`,
    controller,
    kind,
    publicJwk: publicJwkOf(privateKey),
    ...(publicKeyMultibase ? { publicKeyMultibase } : {}),
    sign: async (data) => signWith(privateKey, kind, data),
  }
}

/** Kinds that only tokens are signed with. */
function otherKindOf(key: KeyObject): 'rsa' | 'p521' | undefined {
  if (key.asymmetricKeyType === 'rsa') return 'rsa'
  return key.asymmetricKeyDetails?.namedCurve === 'secp521r1' ? 'p521' : undefined
}

const HASHES = { rsa: 'sha256', p256: 'sha256', p384: 'sha384', p521: 'sha512' } as const

function signWith(key: KeyObject, kind: Signer['kind'], data: Uint8Array): Uint8Array {
  if (kind === 'ed25519') return sign(null, data, key)
  if (kind === 'rsa') return sign(HASHES.rsa, data, key)
  return sign(HASHES[kind], data, { key, dsaEncoding: 'ieee-p1363' })
}

function privateKeyOfMultikey(entry: z.infer<typeof entrySchema>): KeyObject | undefined {
  const { publicKeyMultibase, secretKeyMultibase } = entry
  if (!publicKeyMultibase?.startsWith('z') || !secretKeyMultibase?.startsWith('z')) return undefined
  const secret = base58.decode(secretKeyMultibase.slice(1))
  const known = MULTIKEY_SECRETS.find(({ prefix }) => secret[0] === prefix[0] && secret[1] === prefix[1])
  if (!known) return undefined
  const d = Buffer.from(secret.slice(2, 2 + known.bytes)).toString('base64url')
  const raw = base58.decode(publicKeyMultibase.slice(1)).slice(2)
  if (known.curve === 'Ed25519') {
    const x = Buffer.from(raw).toString('base64url')
    return createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', x, d }, format: 'jwk' })
  }
  const { x, y } = decodeMultikey(publicKeyMultibase)?.key.export({ format: 'jwk' }) ?? {}
  return createPrivateKey({ key: { kty: 'EC', crv: known.curve, x, y, d }, format: 'jwk' })
}
