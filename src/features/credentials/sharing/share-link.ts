import { sql } from 'kysely'
import { audit } from '../../../platform/audit.ts'
import type { Executor } from '../../../platform/db/pool.ts'
import type { Deps } from '../../../platform/deps.ts'
import { newId, newToken } from '../../../platform/random.ts'
import { selectCopy, selectOptionalStored } from './copies.ts'

export type NewLink = {
  personKey: string
  credentialIds: string[]
  named: boolean
  addressed: boolean
  days: number
  label: string
}

/**
 * Makes a private link that shows exactly these credentials of its holder until it ends; the copies that it shows are
 * signed here. Anybody else's credentials are left out, and a link to nothing is not made.
 */
export async function makeShareLink(deps: Deps, wish: NewLink): Promise<'made' | 'nothing'> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const shown: string[] = []
    for (const credentialId of new Set(wish.credentialIds)) {
      const stored = await selectOptionalStored(tx, credentialId)
      if (stored?.person_key !== wish.personKey) continue
      await selectCopy(tx, deps, stored, { named: wish.named, addressed: wish.addressed }, now)
      shown.push(credentialId)
    }
    if (shown.length === 0) return 'nothing'
    const id = newId(now, deps.random)
    await tx
      .insertInto('share_links')
      .values({
        id,
        token: newToken(deps.random),
        person_key: wish.personKey,
        label: wish.label,
        named: wish.named,
        addressed: wish.addressed,
        created_at: now,
        expires_at: new Date(now.getTime() + wish.days * 86_400_000),
      })
      .execute()
    await tx
      .insertInto('share_link_credentials')
      .values(shown.map((credential_id, position) => ({ link_id: id, credential_id, position })))
      .execute()
    await audit(tx, {
      at: now,
      actor: wish.personKey,
      action: 'credentials.link-made',
      subjectKind: 'share-link',
      subjectId: id,
      detail: { credentials: shown.length, days: wish.days },
    })
    return 'made'
  })
}

/** Ends a link before its time. Safe to repeat; anybody else's is not there. */
export async function endShareLink(
  deps: Deps,
  { linkId, personKey }: { linkId: string; personKey: string },
): Promise<boolean> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    const link = await tx
      .selectFrom('share_links')
      .select('ended_at')
      .where('id', '=', linkId)
      .where('person_key', '=', personKey)
      .forUpdate()
      .executeTakeFirst()
    if (!link) return false
    if (link.ended_at) return true
    await tx.updateTable('share_links').set({ ended_at: now }).where('id', '=', linkId).execute()
    await audit(tx, {
      at: now,
      actor: personKey,
      action: 'credentials.link-ended',
      subjectKind: 'share-link',
      subjectId: linkId,
    })
    return true
  })
}

/** A holder's links, newest first, with what each shows and how often it was opened. */
export async function selectShareLinks(db: Executor, personKey: string) {
  return db
    .selectFrom('share_links as l')
    .select(['l.id', 'l.token', 'l.label', 'l.named', 'l.addressed', 'l.expires_at', 'l.ended_at'])
    .select(
      sql<
        string[]
      >`(select coalesce(json_agg(ed.title order by s.position), '[]') from share_link_credentials s
        join issued_credentials i on i.id = s.credential_id join editions ed on ed.id = i.edition_id
        where s.link_id = l.id)`.as('titles'),
    )
    .select(
      sql<number>`(select coalesce(sum(v.views), 0)::int from share_link_views v where v.link_id = l.id)`.as(
        'views',
      ),
    )
    .where('l.person_key', '=', personKey)
    .orderBy('l.created_at', 'desc')
    .limit(50)
    .execute()
}
export type ShareLinkRow = Awaited<ReturnType<typeof selectShareLinks>>[number]

/** A link that is still good. */
export async function selectOptionalShareLink(db: Executor, token: string, now: Date) {
  return db
    .selectFrom('share_links')
    .select(['id', 'named', 'addressed', 'expires_at'])
    .where('token', '=', token)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}
