import { audit } from '../../../platform/audit.ts'
import type { Deps } from '../../../platform/deps.ts'
import { selectOptionalOwner } from './change-keys.ts'
import { type ProofName, usableProofs } from './issuer-settings.ts'

/** How a provider's next credentials are signed; those that were issued stay as they are. */
export async function chooseProofs(
  deps: Deps,
  wish: { provider: string; proofs: ProofName[]; actor: string | null },
): Promise<boolean> {
  const now = deps.clock.now()
  const proofs = usableProofs(wish.proofs, deps.config.publicUrl.origin)
  return deps.db.transaction().execute(async (tx) => {
    const owner = await selectOptionalOwner(tx, wish.provider)
    if (!owner) return false
    await tx
      .insertInto('issuer_settings')
      .values({ provider_id: owner.provider_id, proofs, changed_at: now })
      .onConflict((conflict) => conflict.column('provider_id').doUpdateSet({ proofs, changed_at: now }))
      .execute()
    await audit(tx, {
      at: now,
      actor: wish.actor,
      action: 'credentials.proofs-chosen',
      subjectKind: 'provider',
      subjectId: owner.provider_id,
      detail: { proofs },
    })
    return true
  })
}
