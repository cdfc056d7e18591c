import { sql } from 'kysely'
import { audit } from '../../platform/audit.ts'
import { json } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/random.ts'
import { setSiteState } from '../../platform/site-state.ts'
import { urls } from '../../urls.ts'
import { signStatement } from '../credentials/api.ts'
import { selectOptionalNotedCredential } from './note-queries.ts'

/**
 * Publishes what a provider answers to the figures of a credential: signed with its key, beside the label. It changes no
 * figure and delays none; it can't be edited or withdrawn, a newer one stands before it. Sending the same again writes
 * nothing.
 * @param author must hold the role of author for the provider: the route binds it
 * @returns false where there is no such credential of these providers, or no figures to answer to
 */
export async function writeNote(
  deps: Deps,
  { slug, text, author, providerIds }: { slug: string; text: string; author: string; providerIds: string[] },
): Promise<boolean> {
  const now = deps.clock.now()
  return deps.db.transaction().execute(async (tx) => {
    // Two at once get numbers one after the other.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`note:${slug}`}, 9))`.execute(tx)
    const credential = await selectOptionalNotedCredential(tx, slug)
    if (!credential || !providerIds.includes(credential.provider.id) || !credential.release) return false
    const [latest] = credential.notes
    if (latest?.text === text && latest.release.id === credential.release.id) return true
    const id = newId(now, deps.random)
    const number = (latest?.number ?? 0) + 1
    const site = deps.config.publicUrl.origin
    const document = await signStatement(tx, deps, {
      provider: credential.provider,
      about: site + urls.credential({ credential: slug }),
      text,
      number,
      release: site + urls.release({ release: credential.release.id }),
    })
    await tx
      .insertInto('provider_notes')
      .values({
        id,
        provider_id: credential.provider.id,
        credential_id: credential.id,
        release_id: credential.release.id,
        number,
        text,
        document: json(document),
        written_at: now,
      })
      .execute()
    await audit(tx, {
      at: now,
      actor: author,
      action: 'outcomes.note-written',
      subjectKind: 'credential',
      subjectId: credential.id,
      detail: { note: id, number, release: credential.release.id },
    })
    await setSiteState(tx, 'notes', { note: id }, now)
    return true
  })
}
