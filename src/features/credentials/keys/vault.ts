import type { KeyKind } from './crypto.ts'
import type { PublicJwk } from './public-jwk.ts'

/** The public half of a key that a vault holds. `name` is that of signing-key.ts. */
export type HeldKey = { name: string; kind: KeyKind; publicJwk: PublicJwk }

/**
 * Where private keys are kept: the port for a hardware module (PKCS#11) or a key service. Private halves never come out;
 * which key is in force is not the vault's business but the database's (issuer-keys.ts).
 */
export interface KeyVault {
  /** The keys of a provider, oldest first. */
  list(provider: string): Promise<HeldKey[]>
  /**
   * Makes a key, on the disk before it returns.
   * @throws SetupError where the vault holds only what it was given
   */
  make(provider: string, kind: KeyKind, now: Date): Promise<HeldKey>
  /** The bare signature, in the form of SigningKey.sign. Throws where it doesn't hold the key. */
  sign(provider: string, name: string, data: Uint8Array): Promise<Uint8Array>
  /** Forgets a private half for ever. Safe to repeat. */
  destroy(provider: string, name: string): Promise<void>
}
