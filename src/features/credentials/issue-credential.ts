import { audit } from '../../platform/audit.ts'
import { json, type Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/random.ts'
import { selectAccount } from '../account/api.ts'
import { buildCredentialDocument } from './credential-document.ts'
import { credentialInput } from './credential-input.ts'
import { emailIdentity } from './identity-hash.ts'
import { selectSigningKey } from './keys/issuer-keys.ts'
import {
  selectActiveSeconds,
  selectCompletion,
  selectMarkedWorks,
  selectOptionalReleaseInForce,
} from './queries.ts'
import { signAsIssuer } from './sign-as-issuer.ts'

type Issuing = Pick<Deps, 'config' | 'clock' | 'random'>

/**
 * Issues the credential of a completed enrolment in the transaction that completed it: signed document, place in the
 * status lists, fact, audit entry. Once per enrolment: asked again (or by two at the same time) it leads to the same
 * credential.
 *
 * Neither the holder's name nor a hash of the address is on the public copy: putting them there is the holder's choice
 * afterwards (`sharing/choose.ts`). Throws where the address is not confirmed: the learn room asks only after.
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
  const earned = {
    completion,
    works: await selectMarkedWorks(tx, enrolmentId),
    activeSeconds: await selectActiveSeconds(tx, enrolmentId),
    release: await selectOptionalReleaseInForce(tx, now),
  }
  const site = deps.config.publicUrl.origin
  const { controller } = await selectSigningKey(tx, deps, completion, now)
  const input = credentialInput(earned, { site, credentialId, issuerDid: controller, now })
  const unsigned = { credentialId, document: buildCredentialDocument(input) }
  const signed = await signAsIssuer(tx, deps, completion, unsigned, now)
  const salt = deps.random.bytes(16).toString('base64url')
  await tx
    .insertInto('credential_documents')
    .values({
      credential_id: credentialId,
      document: json(signed.document),
      token: signed.token,
      identity: json(emailIdentity(account.email, salt)),
      created_at: now,
      signed_at: now,
    })
    .execute()
  await audit(tx, {
    at: now,
    actor: null,
    action: 'credentials.issued',
    subjectKind: 'issued-credential',
    subjectId: credentialId,
    detail: { enrolmentId, editionId: completion.edition_id, key: methodOf(signed.document.proof) },
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

function methodOf(proof: unknown): string {
  const [first] = Array.isArray(proof) ? proof : [proof]
  return String((first as { verificationMethod?: unknown }).verificationMethod)
}
