import { audit } from '../../../platform/audit.ts'
import type { Deps } from '../../../platform/deps.ts'
import type { BillingDetails } from './queries.ts'

/** Keeps to whom a person's invoices are made out, or (undefined) takes it off. Papers that were issued stay. */
export async function keepDetails(
  deps: Deps,
  { personKey, details }: { personKey: string; details: BillingDetails | undefined },
): Promise<void> {
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (tx) => {
    if (details)
      await tx
        .insertInto('billing_details')
        .values({ person_key: personKey, ...details, updated_at: now })
        .onConflict((conflict) => conflict.column('person_key').doUpdateSet({ ...details, updated_at: now }))
        .execute()
    else await tx.deleteFrom('billing_details').where('person_key', '=', personKey).execute()
    // That it was done; not what it says.
    await audit(tx, {
      at: now,
      actor: personKey,
      action: details ? 'billing.details-kept' : 'billing.details-removed',
      subjectKind: 'person',
      subjectId: personKey,
      detail: {},
    })
  })
}
