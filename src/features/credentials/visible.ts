import { isId } from '../../platform/random.ts'
import type { Ctx } from '../../platform/web/context.ts'
import { found, notFound } from '../../platform/web/http-error.ts'
import { isKeyOf, ownControllers, recordedStatus } from './own-documents.ts'
import { type Issued, selectOptionalIssued } from './queries.ts'
import { ownCopy } from './sharing/own-copy.ts'
import type { SignedCredential } from './sign.ts'
import type { Verification } from './verify/result.ts'
import { verifyCredential } from './verify/verify-credential.ts'

// Who sees what of an issued credential, and what this site finds when it verifies one of its own.

export type Visible = Issued & { document: SignedCredential }

/** A credential that this visitor may see: shown by its holder, or the visitor's own. Anything else is not found. */
export async function selectVisible(c: Ctx): Promise<Visible> {
  const id = c.req.param('credential') ?? ''
  if (!isId(id)) notFound()
  const issued = found(await selectOptionalIssued(c.var.deps.db, id))
  if (!issued.document || (!issued.shown && !isOwn(c, issued))) notFound()
  return { ...issued, document: issued.document }
}

export function isOwn(c: Ctx, issued: Issued): boolean {
  return issued.person_key === c.var.viewer?.personKey
}

/** What is given away: the public copy, and to its holder one that also holds the hash of the address. */
export async function shownCopy(
  c: Ctx,
  issued: Visible,
): Promise<{ document: SignedCredential; token: string | null }> {
  if (!isOwn(c, issued)) return issued
  return found(await ownCopy(c.var.deps, { credentialId: issued.id, named: issued.named ?? false }))
}

/** Verified now, by what this site has on record of the credential and of its issuer's keys. */
export function verifyIssued(c: Ctx, issued: Issued, document: SignedCredential): Promise<Verification> {
  const { config, clock } = c.var.deps
  return verifyCredential(Buffer.from(JSON.stringify(document)), {
    now: clock.now(),
    didDocuments: ownControllers(issued.keys, config.publicUrl.origin, issued.provider_slug),
    ownStatus: async ({ issuerId }) => recordedStatus(issued, issuerId),
    keyOwner: async (did) => (isKeyOf(issued, did) ? issued.provider_name : undefined),
  })
}
