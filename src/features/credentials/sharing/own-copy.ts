import type { Deps } from '../../../platform/deps.ts'
import type { Signed } from '../sign-as-issuer.ts'
import { type Disclosure, selectCopy, selectOptionalStored } from './copies.ts'

/** What the holder keeps: with the hash of the address, so that it can be shown to be theirs wherever they take it. */
export async function ownCopy(
  deps: Deps,
  { credentialId, named }: { credentialId: string; named: boolean },
): Promise<Signed | undefined> {
  return copyWith(deps, credentialId, { named, addressed: true })
}

/** The copy of a credential that says so much of its holder; undefined where its holder deleted it. */
export async function copyWith(
  deps: Deps,
  credentialId: string,
  disclosure: Disclosure,
): Promise<Signed | undefined> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const stored = await selectOptionalStored(tx, credentialId)
    return stored && selectCopy(tx, deps, stored, disclosure, now)
  })
}
