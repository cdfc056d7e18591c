import { sql } from 'kysely'
import { audit } from '../../../platform/audit.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import type { Deps } from '../../../platform/deps.ts'
import { addJob } from '../../../platform/jobs.ts'
import { setSiteState } from '../../../platform/site-state.ts'
import type { KeyKind } from './crypto.ts'
import { type KeyOwner, lockKeys, publish, selectSigningKey } from './issuer-keys.ts'
import { siteVault } from './site-vault.ts'

export type KeyChange =
  | { status: 'changed'; keyId: string }
  | { status: 'no_provider' | 'no_key' | 'not_yet' | 'only_web' }

/**
 * Gives a provider a new key of that kind; the old one signs nothing more. What it signed stays valid: its public half
 * stays published for ever (without an end: nothing may be verified with a key after its published end, Controlled
 * Identifiers 1.0, section 2.2), and its private half is destroyed instead, so that nobody can sign with it again.
 */
export async function rotateKey(
  deps: Deps,
  wish: { provider: string; kind: KeyKind; actor: string | null },
): Promise<KeyChange> {
  const now = deps.clock.now()
  if (wish.kind === 'rsa' && !isWeb(deps)) return { status: 'only_web' }
  const vault = await siteVault(deps.config)
  return deps.db.transaction().execute(async (tx) => {
    const owner = await selectOptionalOwner(tx, wish.provider)
    if (!owner) return { status: 'no_provider' }
    await lockKeys(tx, owner)
    // The key is in the vault before it is published: a crash in between leaves one that nobody knows and nobody uses.
    const held = await vault.make(owner.provider_slug, wish.kind, now)
    const retired = await tx
      .updateTable('issuer_keys')
      .set({ retired_at: now })
      .where('provider_id', '=', owner.provider_id)
      .where('kind', '=', wish.kind)
      .where('retired_at', 'is', null)
      .where('revoked_at', 'is', null)
      .returning('id')
      .execute()
    const keyId = await publish(tx, owner, held, deps.config.publicUrl.origin, now)
    await audit(tx, {
      at: now,
      actor: wish.actor,
      action: 'credentials.key-rotated',
      subjectKind: 'issuer-key',
      subjectId: keyId,
      detail: { kind: wish.kind, retired: retired.map(({ id }) => id) },
    })
    for (const { id } of retired) await forgetSecret(tx, owner, id)
    await newKeysNewLists(tx, owner)
    await setSiteState(tx, 'issuer-keys', now.toISOString(), now)
    return { status: 'changed', keyId }
  })
}

/**
 * Withdraws a key from a day on, which may lie in the past: a signature that somebody else made with it since is not the
 * provider's word. What this site's own records know as issued is signed again with the next key, so that its holders
 * keep a good copy at the same address.
 */
export async function revokeKey(
  deps: Deps,
  wish: { provider: string; keyId: string; from: Date; reason: string; actor: string | null },
): Promise<KeyChange> {
  const now = deps.clock.now()
  if (wish.from > now) return { status: 'not_yet' }
  return deps.db.transaction().execute(async (tx) => {
    const owner = await selectOptionalOwner(tx, wish.provider)
    if (!owner) return { status: 'no_provider' }
    await lockKeys(tx, owner)
    const revoked = await tx
      .updateTable('issuer_keys')
      .set({ revoked_at: wish.from, revocation_reason: wish.reason, revocation_written_at: now })
      .where('provider_id', '=', owner.provider_id)
      // The same key under an earlier name of the site is the same key.
      .where(sql`split_part(id, '#', 2)`, '=', wish.keyId.split('#')[1] ?? '')
      .where('revoked_at', 'is', null)
      .returning(['id', 'kind'])
      .execute()
    const first = revoked[0]
    if (!first) return { status: 'no_key' }
    const next = await selectSigningKey(tx, deps, owner, now)
    await audit(tx, {
      at: now,
      actor: wish.actor,
      action: 'credentials.key-revoked',
      subjectKind: 'issuer-key',
      subjectId: wish.keyId,
      detail: { from: wish.from.toISOString(), next: next.id },
    })
    for (const { id } of revoked) {
      await forgetSecret(tx, owner, id)
      await addJob(tx, 'credentials.sign-again', { keyId: id }, { key: `sign-again:${id}` })
    }
    await newKeysNewLists(tx, owner)
    await setSiteState(tx, 'issuer-keys', now.toISOString(), now)
    return { status: 'changed', keyId: wish.keyId }
  })
}

/** Destroys the private half of a withdrawn key, when that it is withdrawn is on record. Safe to repeat. */
export async function forgetKey(
  deps: Deps,
  { provider, keyId }: { provider: string; keyId: string },
): Promise<void> {
  const row = await deps.db
    .selectFrom('issuer_keys')
    .select(['retired_at', 'revoked_at'])
    .where('id', '=', keyId)
    .executeTakeFirst()
  if (!row || (row.retired_at === null && row.revoked_at === null)) return
  const vault = await siteVault(deps.config)
  await vault.destroy(provider, keyId.split('#')[1] ?? '')
}

/** A `did:key` signs its status lists to the end, so its private half must stay; a `did:web` has the next key for that. */
async function forgetSecret(tx: Tx, { provider_slug: provider }: KeyOwner, keyId: string): Promise<void> {
  if (!keyId.startsWith('did:web:')) return
  await addJob(tx, 'credentials.forget-key', { provider, keyId }, { key: `forget-key:${keyId}` })
}

/** What is served of the lists is signed with the key in force. */
async function newKeysNewLists(tx: Tx, { provider_id }: KeyOwner): Promise<void> {
  await tx
    .updateTable('status_lists')
    .set({ version: sql`version + 1` })
    .where('provider_id', '=', provider_id)
    .execute()
}

export async function selectOptionalOwner(tx: Tx, slug: string): Promise<KeyOwner | undefined> {
  return tx
    .selectFrom('providers')
    .select(['id as provider_id', 'slug as provider_slug'])
    .where('slug', '=', slug)
    .executeTakeFirst()
}

function isWeb({ config }: Pick<Deps, 'config'>): boolean {
  return config.publicUrl.protocol === 'https:'
}
