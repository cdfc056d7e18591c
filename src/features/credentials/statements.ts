import type { Executor, Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { CREDENTIALS_V2 } from './contexts.ts'
import { controllerIdOf } from './did.ts'
import { selectSigningKey } from './keys/issuer-keys.ts'
import { ownControllers } from './own-documents.ts'
import { selectIssuerKeys } from './queries.ts'
import { signCredential } from './sign.ts'
import { verifyCredential } from './verify/verify-credential.ts'

// What a provider says in its own name that is no credential of a person: signed with the same key, in the same form,
// so that the same software verifies it.

const statementContext = {
  ProviderNote: 'urn:candour:v1:ProviderNote',
  noteText: { '@id': 'urn:candour:v1:noteText' },
  noteNumber: { '@id': 'urn:candour:v1:noteNumber', '@type': 'http://www.w3.org/2001/XMLSchema#integer' },
  answersRelease: { '@id': 'urn:candour:v1:answersRelease', '@type': '@id' },
} as const

export interface ProviderStatement {
  provider: { id: string; slug: string; name: string }
  /** Address of what it is about. */
  about: string
  text: string
  number: number
  /** Address of the figures release that it answers to. */
  release: string
}

/** Signs a provider's note as a Verifiable Credential 2.0 about the credential's page, with the key in force. */
export async function signStatement(
  tx: Tx,
  deps: Pick<Deps, 'config' | 'clock'>,
  { provider, about, text, number, release }: ProviderStatement,
): Promise<object> {
  const now = deps.clock.now()
  const owner = { provider_id: provider.id, provider_slug: provider.slug }
  const key = await selectSigningKey(tx, deps, owner, now)
  const document = {
    '@context': [CREDENTIALS_V2, statementContext],
    type: ['VerifiableCredential', 'ProviderNote'],
    issuer: { id: key.controller, name: provider.name },
    validFrom: now.toISOString().replace(/\.\d+Z$/, 'Z'),
    credentialSubject: { id: about, noteText: text, noteNumber: number, answersRelease: release },
  }
  return signCredential(document, key, now)
}

/** Whether a provider's statement is what its key signed, and the key is the provider's own. */
export async function verifyStatement(
  { db, config, clock }: { db: Executor } & Pick<Deps, 'config' | 'clock'>,
  provider: { slug: string; name: string },
  documents: object[],
): Promise<boolean[]> {
  const keys = await selectIssuerKeys(db, provider.slug)
  const didDocuments = ownControllers(keys, config.publicUrl.origin, provider.slug)
  const answers: boolean[] = []
  for (const document of documents) {
    const { verdict } = await verifyCredential(Buffer.from(JSON.stringify(document)), {
      now: clock.now(),
      didDocuments,
      keyOwner: async (id) => (keys.some((key) => controllerIdOf(key.id) === id) ? provider.name : undefined),
    })
    answers.push(verdict === 'valid')
  }
  return answers
}
