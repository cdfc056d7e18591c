import { readToken } from './check-jwt.ts'
import { envelopedToken, isEnvelope } from './envelopes.ts'
import { type ReadCredential, readCredential } from './read-credential.ts'
import type { Verification } from './result.ts'
import { type VerifyOptions, verifyRead } from './verify-credential.ts'
import { isPresentation, verifyPresentation, verifyPresentationToken } from './verify-presentation.ts'

/** Checks whatever somebody hands in: a credential, or a presentation with credentials inside, in any form. */
export async function verifyAnything(input: Uint8Array, options: VerifyOptions): Promise<Verification> {
  const read = readCredential(input)
  const token = presentationToken(read)
  if (token !== undefined) return verifyPresentationToken(token, options)
  if (read.kind === 'document' && isPresentation(read.document)) {
    return verifyPresentation(read.document, options)
  }
  return verifyRead(read, options)
}

function presentationToken(read: ReadCredential): string | undefined {
  if (read.kind === 'document') {
    const enveloped = isEnvelope(read.document) ? envelopedToken(read.document) : undefined
    return enveloped?.kind === 'vp' ? enveloped.token : undefined
  }
  if (read.kind !== 'jwt') return undefined
  const document = readToken(read.token)?.document
  return document && isPresentation(document) ? read.token : undefined
}
