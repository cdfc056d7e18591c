import { sql } from 'kysely'
import type { Executor } from '../../../platform/db/pool.ts'

// Only numbers by day: no address, no browser, no cookie. Who reloads counts again; a holder's own looks don't count.

export async function countView(db: Executor, credentialId: string, now: Date): Promise<void> {
  await db
    .insertInto('credential_views')
    .values({ credential_id: credentialId, day: dayOf(now), views: 1 })
    .onConflict((conflict) =>
      conflict.columns(['credential_id', 'day']).doUpdateSet({ views: sql`credential_views.views + 1` }),
    )
    .execute()
}

export async function countLinkView(db: Executor, linkId: string, now: Date): Promise<void> {
  await db
    .insertInto('share_link_views')
    .values({ link_id: linkId, day: dayOf(now), views: 1 })
    .onConflict((conflict) =>
      conflict.columns(['link_id', 'day']).doUpdateSet({ views: sql`share_link_views.views + 1` }),
    )
    .execute()
}

function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10)
}
