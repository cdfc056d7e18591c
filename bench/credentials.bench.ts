import { createPrivateKey, generateKeyPairSync, sign as signRaw } from 'node:crypto'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import { loadContext } from '../src/features/credentials/contexts.ts'
import { buildCredentialDocument } from '../src/features/credentials/credential-document.ts'
import { exampleCredentialInput } from '../src/features/credentials/example-credential.ts'
import { signCredential } from '../src/features/credentials/sign.ts'
import { readPrivateKeys } from '../src/features/credentials/vc-api/private-keys.ts'
import { verifyCredential } from '../src/features/credentials/verify/verify-credential.ts'
import { compareRates, printRow } from './interleave.ts'

// npm run bench -- credentials: signing and verifying a realistic credential with eddsa-rdfc-2022, against the plain use of
// @digitalbazaar/vc with vocabularies and controller documents kept in memory. One core; the same document, key and proof.

const rounds = 7
const issuedAt = new Date('2026-05-14T10:00:00Z')
const now = new Date('2026-06-01T00:00:00Z')

export async function bench(): Promise<void> {
  const privateKeyJwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  const [key] = readPrivateKeys(JSON.stringify([{ privateKeyJwk }]))
  if (!key || key.kind !== 'ed25519') throw new Error('no key')
  const signing = { ...key, kind: key.kind }
  const privateKey = createPrivateKey({ key: privateKeyJwk, format: 'jwk' })
  const signer = {
    id: key.id,
    algorithm: 'Ed25519',
    sign: ({ data }: { data: Uint8Array }) => key.sign(data),
  }
  const suite = () => new DataIntegrityProof({ signer, cryptosuite, date: issuedAt })

  // Every credential is another one, made beforehand: texts differ, the shape is that of its kind.
  const input = exampleCredentialInput(key.controller)
  const documents = Array.from({ length: 200 }, (_, at) =>
    buildCredentialDocument({
      ...input,
      id: `https://candour.example/issued/${at}`,
      subject: { ...input.subject, name: `Learner ${at}` },
    }),
  )
  let at = 0
  const next = () => documents[at++ % documents.length] ?? buildCredentialDocument(input)
  const ours = await signCredential(next(), signing, issuedAt)
  const theirs = async () =>
    vc.issue({ credential: next(), suite: suite(), documentLoader: loadContext, now: issuedAt })
  const same = await vc.issue({
    credential: withoutProof(ours),
    suite: suite(),
    documentLoader: loadContext,
    now: issuedAt,
  })
  if (JSON.stringify(same.proof) !== JSON.stringify(ours.proof)) throw new Error('the proofs differ')

  const issue = () => rate(120, () => signCredential(next(), signing, issuedAt))
  printRow(
    'issue, against plain @digitalbazaar/vc',
    await compareRates(rounds, issue, () => rate(8, theirs)),
    20,
  )
  const raw = () => rate(400, async () => signRaw(null, Buffer.alloc(64), privateKey))
  printRow('issue, against a bare Ed25519 signature', await compareRates(rounds, issue, raw))

  const bytes = Buffer.from(JSON.stringify(ours))
  const verifyOurs = () =>
    rate(10, async () => {
      const { verdict } = await verifyCredential(bytes, { now, offline: true })
      if (verdict !== 'valid') throw new Error(verdict)
    })
  const loader = withController(key)
  const verifyTheirs = () =>
    rate(6, async () => {
      const credential = structuredClone(ours)
      const { verified } = await vc.verifyCredential({
        credential,
        suite: new DataIntegrityProof({ cryptosuite }),
        documentLoader: loader,
        now,
      })
      if (!verified) throw new Error('not verified')
    })
  printRow(
    'verify, against plain @digitalbazaar/vc',
    await compareRates(rounds, verifyOurs, verifyTheirs),
    1.5,
  )
}

function withoutProof(signed: Record<string, unknown>) {
  const { proof: _, ...document } = signed
  return document
}

/** Operations in a second of processor time: what one core can do, however busy the machine is with other things. */
async function rate(count: number, work: () => Promise<unknown>): Promise<number> {
  await work()
  const began = process.cpuUsage()
  for (let done = 0; done < count; done++) await work()
  const { user, system } = process.cpuUsage(began)
  return (count * 1_000_000) / (user + system)
}

function withController({
  id,
  controller,
  publicKeyMultibase,
}: {
  id: string
  controller: string
  publicKeyMultibase?: string
}) {
  const method = {
    '@context': 'https://w3id.org/security/multikey/v1',
    id,
    type: 'Multikey',
    controller,
    publicKeyMultibase,
  }
  const document = {
    '@context': ['https://www.w3.org/ns/did/v1'],
    id: controller,
    verificationMethod: [method],
    assertionMethod: [id],
  }
  const known = new Map<string, object>([
    [id, method],
    [controller, document],
  ])
  return async (url: string) => {
    const found = known.get(url)
    return found ? { contextUrl: null, documentUrl: url, document: found } : loadContext(url)
  }
}
