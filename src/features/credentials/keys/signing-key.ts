import { createHash, type KeyObject } from 'node:crypto'
import { didKey, didKeyMethod, didWeb } from '../did.ts'
import { type KeyKind, kindOf, publicJwkOf, signWith } from './crypto.ts'
import { multikeyOf, type PublicJwk } from './public-jwk.ts'

export { KEY_KINDS, type KeyKind } from './crypto.ts'

/** A key that signs, with the name under which its issuer publishes it. The private half stays where it is kept. */
export type SigningKey = {
  /** The verification method: a DID URL. */
  id: string
  /** The issuer's DID. */
  controller: string
  kind: KeyKind
  /** Absent for RSA. */
  publicKeyMultibase?: string
  publicJwk: PublicJwk
  /**
   * The bare signature over the data: Ed25519 (64 bytes), ECDSA with SHA-256 as r‖s (64 bytes), or RSASSA-PKCS1-v1_5 with
   * SHA-256.
   */
  sign(data: Uint8Array): Promise<Uint8Array>
}

/** The name of a key: its Multikey text, or for RSA the thumbprint of its JWK (RFC 7638). */
export function keyName(jwk: PublicJwk): string {
  return multikeyOf(jwk) ?? thumbprint(jwk)
}

/** Under which DID and which name in it a provider of this site publishes a key: `did:web` on https, else `did:key`. */
export function publishedAs(
  jwk: PublicJwk,
  provider: string,
  site: string,
): { id: string; controller: string } {
  const name = keyName(jwk)
  if (site.startsWith('https:')) {
    const controller = didWeb(site, ['providers', provider])
    return { id: `${controller}#${name}`, controller }
  }
  if (!multikeyOf(jwk)) throw new Error('An RSA key needs did:web, and so a site that is served over https')
  return { id: didKeyMethod(name), controller: didKey(name) }
}

/** A key that is at hand, not in a vault: of tests and of the test issuer. */
export function signingKeyOf({
  id,
  controller,
  privateKey,
}: {
  id: string
  controller: string
  privateKey: KeyObject
}): SigningKey {
  const publicJwk = publicJwkOf(privateKey)
  const kind = kindOf(publicJwk)
  if (!kind) throw new Error(`A ${privateKey.asymmetricKeyType} key signs nothing here`)
  const publicKeyMultibase = multikeyOf(publicJwk)
  return {
    id,
    controller,
    kind,
    publicJwk,
    publicKeyMultibase,
    sign: async (data) => signWith(privateKey, kind, data),
  }
}

function thumbprint({ kty, n, e }: PublicJwk): string {
  return createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url')
}
