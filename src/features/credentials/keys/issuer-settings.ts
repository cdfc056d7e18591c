import type { Executor } from '../../../platform/db/pool.ts'
import type { KeyKind } from './crypto.ts'

/** How a credential can be signed: proofs that stand in it, and tokens beside it; with the kind of key that each needs. */
export const PROOFS = {
  'eddsa-rdfc-2022': { kind: 'ed25519', form: 'proof' },
  'eddsa-jcs-2022': { kind: 'ed25519', form: 'proof' },
  'ecdsa-rdfc-2019': { kind: 'p256', form: 'proof' },
  'vc+jwt/EdDSA': { kind: 'ed25519', form: 'token' },
  'vc+jwt/ES256': { kind: 'p256', form: 'token' },
  'vc+jwt/RS256': { kind: 'rsa', form: 'token' },
} as const satisfies Record<string, { kind: KeyKind; form: 'proof' | 'token' }>
export type ProofName = keyof typeof PROOFS
export const PROOF_NAMES = Object.keys(PROOFS) as ProofName[]

export const USUAL_PROOFS: ProofName[] = ['eddsa-rdfc-2022']

/**
 * Which a site can use: a `did:key` is one key, so that without https an issuer has only its Ed25519 key; and a credential
 * needs a proof of its own and has at most one token.
 */
export function usableProofs(chosen: readonly ProofName[], site: string): ProofName[] {
  const isWeb = site.startsWith('https:')
  const usable = PROOF_NAMES.filter((name) => chosen.includes(name)).filter(
    (name) => isWeb || PROOFS[name].kind === 'ed25519',
  )
  const proofs = usable.filter((name) => PROOFS[name].form === 'proof')
  const token = usable.find((name) => PROOFS[name].form === 'token')
  return [...(proofs.length > 0 ? proofs : USUAL_PROOFS), ...(token ? [token] : [])]
}

export async function selectProofs(db: Executor, providerId: string): Promise<ProofName[]> {
  const row = await db
    .selectFrom('issuer_settings')
    .select('proofs')
    .where('provider_id', '=', providerId)
    .executeTakeFirst()
  return (row?.proofs as ProofName[] | undefined) ?? USUAL_PROOFS
}
