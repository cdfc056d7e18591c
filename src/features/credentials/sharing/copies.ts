import { sql } from 'kysely'
import { type Executor, json, type Tx } from '../../../platform/db/pool.ts'
import type { Deps } from '../../../platform/deps.ts'
import { selectAccount } from '../../account/api.ts'
import { type CredentialDocument, whoItIsAbout } from '../credential-document.ts'
import type { emailIdentity } from '../identity-hash.ts'
import type { KeyOwner } from '../keys/issuer-keys.ts'
import type { SignedCredential } from '../sign.ts'
import { type Signed, signAsIssuer } from '../sign-as-issuer.ts'

// One credential, several signed copies: each says of its holder what the holder chose for that copy, and nothing more.

/** What a copy says of the holder. */
export type Disclosure = { named: boolean; addressed: boolean }

type Signing = Pick<Deps, 'config' | 'random'>

/** All that a copy is made of. Locked: copies of one credential are made one after the other. */
export async function selectOptionalStored(tx: Tx, credentialId: string) {
  return tx
    .selectFrom('credential_documents as d')
    .innerJoin('issued_credentials as i', 'i.id', 'd.credential_id')
    .innerJoin('providers as p', 'p.id', 'i.provider_id')
    .select(['i.id', 'i.person_key', 'i.provider_id', 'p.slug as provider_slug', 'd.shown', 'd.holder_did'])
    .select(['d.named', 'd.addressed', 'd.token', sql<SignedCredential>`d.document`.as('document')])
    .select(sql<ReturnType<typeof emailIdentity> | null>`d.identity`.as('identity'))
    .where('d.credential_id', '=', credentialId)
    .forUpdate('d')
    .executeTakeFirst()
}
export type Stored = NonNullable<Awaited<ReturnType<typeof selectOptionalStored>>>

/**
 * The copy that says so much of the holder: the public one where it does, else one that is signed at its first use and
 * kept. The name is the account's of that moment.
 */
export async function selectCopy(
  tx: Tx,
  deps: Signing,
  stored: Stored,
  disclosure: Disclosure,
  now: Date,
): Promise<Signed> {
  const isPublic = stored.named === disclosure.named && stored.addressed === disclosure.addressed
  if (isPublic) return { document: stored.document, token: stored.token }
  const kept = await selectOptionalCopy(tx, stored.id, disclosure)
  if (kept) return kept
  const signed = await signCopy(tx, deps, stored, disclosure, now)
  await tx
    .insertInto('credential_copies')
    .values({
      credential_id: stored.id,
      ...disclosure,
      document: json(signed.document),
      token: signed.token,
      signed_at: now,
    })
    .execute()
  return signed
}

export async function selectOptionalCopy(
  db: Executor,
  credentialId: string,
  { named, addressed }: Disclosure,
): Promise<Signed | undefined> {
  return db
    .selectFrom('credential_copies')
    .select([sql<SignedCredential>`document`.as('document'), 'token'])
    .where('credential_id', '=', credentialId)
    .where('named', '=', named)
    .where('addressed', '=', addressed)
    .executeTakeFirst()
}

/** Signs the public copy again, as it is now chosen, and drops the others: they are made again when they are needed. */
export async function signPublicCopy(
  tx: Tx,
  deps: Signing,
  stored: Stored,
  now: Date,
): Promise<SignedCredential> {
  const { document, token } = await signCopy(tx, deps, stored, stored, now)
  await tx
    .updateTable('credential_documents')
    .set({ document: json(document), token, signed_at: now })
    .where('credential_id', '=', stored.id)
    .execute()
  await tx.deleteFrom('credential_copies').where('credential_id', '=', stored.id).execute()
  return document
}

async function signCopy(
  tx: Tx,
  deps: Signing,
  stored: Stored,
  { named, addressed }: Disclosure,
  now: Date,
): Promise<Signed> {
  const owner: KeyOwner = stored
  const name = named ? (await selectAccount(tx, stored.person_key)).display_name : undefined
  const document = withHolder(stored.document, {
    id: stored.holder_did ?? undefined,
    address: (addressed && stored.identity) || undefined,
    name,
  })
  return signAsIssuer(tx, deps, owner, { credentialId: stored.id, document }, now)
}

function withHolder(
  { proof: _proof, ...document }: SignedCredential,
  holder: Parameters<typeof whoItIsAbout>[1],
): CredentialDocument {
  const { id: _id, type: _type, name: _name, identifier: _identifier, ...earned } = document.credentialSubject
  return {
    ...document,
    credentialSubject: { ...whoItIsAbout(String(document.id), holder), ...earned },
  } as CredentialDocument
}
