import { sql } from 'kysely'
import { audit } from '../../../platform/audit.ts'
import { json, type Tx } from '../../../platform/db/pool.ts'
import type { Deps } from '../../../platform/deps.ts'
import { jwkOfMultikey, type PublicJwk } from './public-jwk.ts'
import { type KeyKind, keyName, publishedAs, type SigningKey } from './signing-key.ts'
import { siteVault } from './site-vault.ts'
import type { HeldKey, KeyVault } from './vault.ts'

export type KeyOwner = { provider_id: string; provider_slug: string }
type Signing = Pick<Deps, 'config'>

/**
 * The key that a provider signs with now; made and published at its first use. Its public half is on record before
 * anything is signed with it, so what a provider ever signed with stays known.
 */
export async function selectSigningKey(
  tx: Tx,
  { config }: Signing,
  owner: KeyOwner,
  now: Date,
  kind: KeyKind = 'ed25519',
): Promise<SigningKey> {
  const vault = await siteVault(config)
  const site = config.publicUrl.origin
  const known = await selectOptionalKeyInForce(tx, owner, kind, site)
  if (known) return signingKey(vault, owner.provider_slug, known, site)
  await lockKeys(tx, owner)
  const meanwhile = await selectOptionalKeyInForce(tx, owner, kind, site)
  if (meanwhile) return signingKey(vault, owner.provider_slug, meanwhile, site)
  const held =
    (await selectOptionalUsable(tx, vault, owner, kind)) ?? (await vault.make(owner.provider_slug, kind, now))
  await publish(tx, owner, held, site, now)
  return signingKey(vault, owner.provider_slug, held.publicJwk, site)
}

/** A key by its name, in force or not: lists that were signed under a `did:key` are signed under it to the end. */
export async function selectKeyOf(
  tx: Tx,
  { config }: Signing,
  owner: KeyOwner,
  controller: string,
  now: Date,
): Promise<SigningKey> {
  if (!controller.startsWith('did:key:')) return selectSigningKey(tx, { config }, owner, now)
  const jwk = jwkOfMultikey(controller.slice('did:key:'.length))
  if (!jwk) throw new Error(`${controller} is no did:key that this site signs with`)
  const name = keyName(jwk)
  const vault = await siteVault(config)
  return {
    id: `${controller}#${name}`,
    controller,
    kind: 'ed25519',
    publicJwk: jwk,
    publicKeyMultibase: name,
    sign: (data) => vault.sign(owner.provider_slug, name, data),
  }
}

/** Keys of one provider change one after the other. */
export async function lockKeys(tx: Tx, { provider_id }: KeyOwner): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`issuer-keys:${provider_id}`}, 0))`.execute(tx)
}

/** Puts the public half on record: from then on verifiers find it. */
export async function publish(
  tx: Tx,
  owner: KeyOwner,
  { publicJwk, kind }: HeldKey,
  site: string,
  now: Date,
): Promise<string> {
  const { id } = publishedAs(publicJwk, owner.provider_slug, site)
  const name = keyName(publicJwk)
  await tx
    .insertInto('issuer_keys')
    .values({
      id,
      provider_id: owner.provider_id,
      kind,
      public_key_multibase: kind === 'rsa' ? null : name,
      public_jwk: json(publicJwk),
      valid_from: now,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
  await audit(tx, {
    at: now,
    actor: null,
    action: 'credentials.key-published',
    subjectKind: 'issuer-key',
    subjectId: id,
    detail: { kind },
  })
  return id
}

async function selectOptionalKeyInForce(
  tx: Tx,
  { provider_id, provider_slug }: KeyOwner,
  kind: KeyKind,
  site: string,
): Promise<PublicJwk | undefined> {
  const row = await tx
    .selectFrom('issuer_keys')
    .select(['id', 'public_key_multibase', sql<PublicJwk | null>`public_jwk`.as('public_jwk')])
    .where('provider_id', '=', provider_id)
    .where('kind', '=', kind)
    .where('retired_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('id', 'like', site.startsWith('https:') ? 'did:web:%' : 'did:key:%')
    .orderBy('valid_from', 'desc')
    .limit(1)
    .executeTakeFirst()
  const jwk = row && jwkOfRow(row)
  // A site that moved publishes its keys under its new name.
  return jwk && publishedAs(jwk, provider_slug, site).id === row?.id ? jwk : undefined
}

export function jwkOfRow(row: {
  id: string
  public_key_multibase: string | null
  public_jwk: PublicJwk | null
}): PublicJwk {
  const jwk = row.public_jwk ?? jwkOfMultikey(row.public_key_multibase ?? '')
  if (!jwk) throw new Error(`the row of the key ${row.id} is damaged`)
  return jwk
}

/** The newest key of the vault that was never withdrawn: of a site that moved, or given from outside. */
async function selectOptionalUsable(
  tx: Tx,
  vault: KeyVault,
  { provider_id, provider_slug }: KeyOwner,
  kind: KeyKind,
): Promise<HeldKey | undefined> {
  const withdrawn = await tx
    .selectFrom('issuer_keys')
    .select(sql<string>`split_part(id, '#', 2)`.as('name'))
    .where('provider_id', '=', provider_id)
    .where((where) => where.or([where('retired_at', 'is not', null), where('revoked_at', 'is not', null)]))
    .execute()
  const names = new Set(withdrawn.map(({ name }) => name))
  return (await vault.list(provider_slug)).findLast((key) => key.kind === kind && !names.has(key.name))
}

function signingKey(vault: KeyVault, provider: string, publicJwk: PublicJwk, site: string): SigningKey {
  const name = keyName(publicJwk)
  const kind: KeyKind = publicJwk.kty === 'RSA' ? 'rsa' : publicJwk.crv === 'P-256' ? 'p256' : 'ed25519'
  return {
    ...publishedAs(publicJwk, provider, site),
    kind,
    publicJwk,
    ...(kind === 'rsa' ? {} : { publicKeyMultibase: name }),
    sign: (data) => vault.sign(provider, name, data),
  }
}
