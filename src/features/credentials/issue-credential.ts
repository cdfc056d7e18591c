import { audit } from '../../platform/audit.ts'
import { json, type Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/random.ts'
import { selectAccount } from '../account/api.ts'
import { buildCredentialDocument } from './credential-document.ts'
import { credentialInput } from './credential-input.ts'
import { selectSigningKey } from './keys.ts'
import {
  selectActiveSeconds,
  selectCompletion,
  selectMarkedWorks,
  selectOptionalReleaseInForce,
} from './queries.ts'
import { type SigningKey, signCredential } from './sign.ts'
import { siteKeys } from './site-keys.ts'

type Issuing = Pick<Deps, 'config' | 'clock' | 'random'>

/**
 * Issues the credential of a completed enrolment in the transaction that completed it: signed document, fact, audit
 * entry. Once per enrolment: asked again (or by two at the same time) it leads to the same credential.
 *
 * The holder's name is not on it: putting it there is the holder's choice afterwards (`show-credential.ts`).
 * Throws where the address is not confirmed: the learn room asks only after.
 */
export async function issueCredential(
  tx: Tx,
  deps: Issuing,
  { enrolmentId }: { enrolmentId: string },
): Promise<{ credentialId: string }> {
  const now = deps.clock.now()
  const completion = await selectCompletion(tx, enrolmentId)
  const credentialId = newId(now, deps.random)
  const claimed = await tx
    .insertInto('issued_credentials')
    .values({
      id: credentialId,
      enrolment_id: enrolmentId,
      person_key: completion.person_key,
      provider_id: completion.provider_id,
      edition_id: completion.edition_id,
      issued_at: now,
    })
    .onConflict((conflict) => conflict.column('enrolment_id').doNothing())
    .executeTakeFirst()
  if (!claimed.numInsertedOrUpdatedRows) return selectFirstIssued(tx, enrolmentId)

  const account = await selectAccount(tx, completion.person_key)
  if (!account.email_confirmed_at) throw new Error(`enrolment ${enrolmentId}: the address is not confirmed`)
  const key = await selectIssuerKey(tx, deps, completion, now)
  const earned = {
    completion,
    works: await selectMarkedWorks(tx, enrolmentId),
    activeSeconds: await selectActiveSeconds(tx, enrolmentId),
    release: await selectOptionalReleaseInForce(tx, now),
    email: account.email,
  }
  const salt = deps.random.bytes(16).toString('base64url')
  const site = deps.config.publicUrl.origin
  const input = credentialInput(earned, { site, credentialId, issuerDid: key.controller, salt, now })
  const document = await signCredential(buildCredentialDocument(input), key, now)
  await tx
    .insertInto('credential_documents')
    .values({ credential_id: credentialId, document: json(document), created_at: now })
    .execute()
  await audit(tx, {
    at: now,
    actor: null,
    action: 'credentials.issued',
    subjectKind: 'issued-credential',
    subjectId: credentialId,
    detail: { enrolmentId, editionId: completion.edition_id, key: key.id },
  })
  return { credentialId }
}

async function selectFirstIssued(tx: Tx, enrolmentId: string): Promise<{ credentialId: string }> {
  const first = await tx
    .selectFrom('issued_credentials')
    .select('id')
    .where('enrolment_id', '=', enrolmentId)
    .executeTakeFirstOrThrow()
  return { credentialId: first.id }
}

/** The provider's key, with its public half on record: what it ever signed with stays known. */
export async function selectIssuerKey(
  tx: Tx,
  { config }: Pick<Deps, 'config'>,
  provider: { provider_id: string; provider_slug: string },
  now: Date,
): Promise<SigningKey> {
  const key = await selectSigningKey(
    await siteKeys(config),
    provider.provider_slug,
    config.publicUrl.origin,
    now,
  )
  await tx
    .insertInto('issuer_keys')
    .values({
      id: key.id,
      provider_id: provider.provider_id,
      public_key_multibase: key.publicKeyMultibase,
      valid_from: now,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
  return key
}
