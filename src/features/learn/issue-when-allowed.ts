import type { Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { selectOptionalAccount } from '../account/api.ts'
import { issueCredential } from '../credentials/api.ts'
import { recordEvent } from './events.ts'

/**
 * Issues the credential of a completed enrolment in the transaction that completed it; where the address is not
 * confirmed yet, confirming it does (job `learn.issue-waiting`).
 */
export async function issueWhenAllowed(
  tx: Tx,
  deps: Deps,
  { enrolmentId, personKey }: { enrolmentId: string; personKey: string },
): Promise<void> {
  const account = await selectOptionalAccount(tx, personKey)
  if (!account?.email_confirmed_at) return
  if (!(await recordEvent(tx, deps, { enrolmentId, kind: 'issued', at: deps.clock.now() }))) return
  await issueCredential(tx, deps, { enrolmentId })
}

/** Issues what waited for a person's address. */
export async function issueWaiting(deps: Deps, personKey: string): Promise<void> {
  const waiting = await deps.db
    .selectFrom('enrolments as e')
    .innerJoin('enrolment_events as met', (join) =>
      join.onRef('met.enrolment_id', '=', 'e.id').on('met.kind', '=', 'requirements_met'),
    )
    .leftJoin('enrolment_events as issued', (join) =>
      join.onRef('issued.enrolment_id', '=', 'e.id').on('issued.kind', '=', 'issued'),
    )
    .select('e.id')
    .where('e.person_key', '=', personKey)
    .where('issued.id', 'is', null)
    .execute()
  for (const { id } of waiting) {
    await deps.db.transaction().execute((tx) => issueWhenAllowed(tx, deps, { enrolmentId: id, personKey }))
  }
}
