/** Files → the database: providers, and an immutable edition of every credential whose files changed. */
import { sql } from 'kysely'
import { audit } from '../../platform/audit.ts'
import { json, type Tx } from '../../platform/db/pool.ts'
import { newId, type Random, systemRandom } from '../../platform/random.ts'
import { setSiteState } from '../../platform/site-state.ts'
import type { Storage } from '../../platform/storage.ts'
import type { CredentialContent, ProviderContent } from './content.ts'
import { contentHash } from './content-hash.ts'
import { publishEdition } from './publish-edition.ts'
import type { ProviderFacts } from './published-item.ts'
import { renderMarkdown } from './render.ts'

export interface PublishContext {
  now: Date
  storage: Storage
  random?: Random
  /** Person key of who publishes; left out where the site does it at its start. */
  actor?: string
}

export interface Published {
  /** Slugs of credentials that got a new edition. */
  editions: { credential: string; editionId: string; number: number }[]
  unchanged: string[]
}

// One publication at a time: two processes that start at once must not both make edition 1.
const lockKey = 7_318_204_412

/**
 * Publishes content without problems (see `checkContent`). Safe to repeat: what didn't change is left alone.
 * Throws where a credential's folder name is already taken by another provider on this site.
 */
export async function publishContent(
  tx: Tx,
  content: ProviderContent[],
  context: PublishContext,
): Promise<Published> {
  await sql`select pg_advisory_xact_lock(${sql.lit(lockKey)})`.execute(tx)
  const published: Published = { editions: [], unchanged: [] }
  let changed = false
  for (const provider of content) {
    const { id, isNew } = await writeProvider(tx, provider, context)
    changed ||= isNew
    for (const credential of provider.credentials) {
      await publishCredential(tx, { id, name: provider.provider.name }, credential, context, published)
    }
  }
  if (changed || published.editions.length > 0) {
    await setSiteState(
      tx,
      'catalogue',
      { published: published.editions.map((edition) => edition.editionId) },
      context.now,
    )
  }
  return published
}

async function writeProvider(
  tx: Tx,
  content: ProviderContent,
  context: PublishContext,
): Promise<{ id: string; isNew: boolean }> {
  const { provider, slug } = content
  const facts: ProviderFacts = provider
  const hash = await contentHash(new Map([['provider.yaml', content.onDisk]]))
  const known = await tx
    .selectFrom('providers')
    .select(['id', 'content_hash'])
    .where('slug', '=', slug)
    .executeTakeFirst()
  if (known?.content_hash === hash) return { id: known.id, isNew: false }
  const id = known?.id ?? newId(context.now, context.random ?? systemRandom)
  const row = {
    name: provider.name,
    country: provider.country,
    kind: provider.kind,
    about_html: (await renderMarkdown(provider.about)).html,
    facts: json(facts),
    demonstration: provider.demonstration,
    content_hash: hash,
  }
  if (known) await tx.updateTable('providers').set(row).where('id', '=', id).execute()
  else
    await tx
      .insertInto('providers')
      .values({ id, slug, created_at: context.now, ...row })
      .execute()
  await audit(tx, {
    at: context.now,
    actor: context.actor ?? null,
    action: known ? 'authoring.provider-changed' : 'authoring.provider-added',
    subjectKind: 'provider',
    subjectId: id,
    detail: { slug, contentHash: hash },
  })
  return { id, isNew: true }
}

async function publishCredential(
  tx: Tx,
  provider: { id: string; name: string },
  content: CredentialContent,
  context: PublishContext,
  published: Published,
): Promise<void> {
  const hash = await contentHash(content.files)
  const { slug } = content
  const known = await tx
    .selectFrom('credentials as c')
    .leftJoin('editions as e', 'e.id', 'c.current_edition_id')
    .select(['c.id', 'c.provider_id', 'e.content_hash', 'e.number'])
    .where('c.slug', '=', slug)
    .executeTakeFirst()
  if (known && known.provider_id !== provider.id) {
    throw new Error(`the credential folder "${slug}" is already taken by another provider of this site`)
  }
  if (known?.content_hash === hash) {
    published.unchanged.push(slug)
    return
  }
  const credentialId = known?.id ?? newId(context.now, context.random ?? systemRandom)
  if (!known) {
    await tx
      .insertInto('credentials')
      .values({ id: credentialId, slug, provider_id: provider.id, created_at: context.now })
      .execute()
  }
  const number = (known?.number ?? 0) + 1
  const editionId = await publishEdition(
    tx,
    { credentialId, number, hash, providerName: provider.name },
    content,
    context,
  )
  await tx
    .updateTable('credentials')
    .set({ current_edition_id: editionId })
    .where('id', '=', credentialId)
    .execute()
  await audit(tx, {
    at: context.now,
    actor: context.actor ?? null,
    action: 'authoring.edition-published',
    subjectKind: 'credential',
    subjectId: credentialId,
    detail: { editionId, number, contentHash: hash },
  })
  published.editions.push({ credential: slug, editionId, number })
}
