import type { Deps } from '../../../platform/deps.ts'
import type { NewEnrolment } from '../../learn/api.ts'
import type { PricedOffer } from '../trial.page.tsx'
import { selectOptionalDiscount, useCode } from './use-code.ts'

/**
 * A code that takes over the whole price needs no trial and no card.
 * @returns the enrolment; undefined where the code is none of that kind, or can't be used
 */
export async function enrolByVoucher(
  deps: Deps,
  {
    offer,
    ...wish
  }: Pick<NewEnrolment, 'personKey' | 'intent' | 'hoursPerWeek' | 'entryCheck'> & {
    code: string
    offer: PricedOffer
  },
): Promise<string | undefined> {
  const { credential_id: credentialId, edition_id: editionId } = offer
  const now = deps.clock.now()
  const worth = await selectOptionalDiscount(deps.db, { code: wish.code, credentialId, now })
  if (worth?.bp !== 10_000) return undefined
  const outcome = await deps.db
    .transaction()
    .execute((tx) => useCode(tx, deps, { ...wish, credentialId, editionId }))
  return outcome.kind === 'whole' ? outcome.enrolmentId : undefined
}
