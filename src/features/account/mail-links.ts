import type { Executor } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { hashToken, newToken } from '../../platform/random.ts'

export type LinkPurpose = 'confirm-address' | 'reset-password' | 'operator' | 'cancel-subscription'

const hoursGood: Record<LinkPurpose, number> = {
  'confirm-address': 7 * 24,
  'reset-password': 1,
  operator: 7 * 24,
  'cancel-subscription': 60 * 24,
}

/** Makes a link's secret for one purpose; the table keeps only its hash. */
export async function makeLink(
  tx: Executor,
  deps: Pick<Deps, 'clock' | 'random'>,
  { personKey, purpose, subjectId }: { personKey: string; purpose: LinkPurpose; subjectId?: string },
): Promise<string> {
  const now = deps.clock.now()
  const token = newToken(deps.random)
  await tx
    .insertInto('email_links')
    .values({
      token_hash: hashToken(token),
      person_key: personKey,
      purpose,
      subject_id: subjectId ?? null,
      created_at: now,
      expires_at: new Date(now.getTime() + hoursGood[purpose] * 3_600_000),
    })
    .execute()
  return token
}
