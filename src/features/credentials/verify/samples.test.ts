import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readCredential } from './read-credential.ts'
import type { Verdict } from './result.ts'
import { verifyCredential } from './verify-credential.ts'

const folder = join(process.env.CANDOUR_SHARED ?? '../shared', 'data/ob3')
const isThere = existsSync(folder)

/** What the shared data's README says of each: offline, and with controller documents made from the fragments. */
const EXPECTED: Record<string, [Verdict, Verdict]> = {
  'simple-err-context.json': ['invalid', 'invalid'],
  'simple-err-issuer.json': ['invalid', 'invalid'],
  'simple-noproof.json': ['invalid', 'invalid'],
  'simple-err-expired.json': ['invalid', 'invalid'],
  'simple-err-proof-value.json': ['unknown', 'invalid'],
  'simple.json': ['unknown', 'valid'],
  'simple-multiple-proofs.json': ['unknown', 'valid'],
  'endorsement-valid.json': ['unknown', 'valid'],
  'simple-json.png': ['unknown', 'valid'],
  'simple-json.svg': ['unknown', 'valid'],
  'complete.json': ['unknown', 'unknown'],
  'simple-did-key-method.json': ['unknown', 'unknown'],
  'credential-status-revoked.json': ['unknown', 'unknown'],
  'simple.jwt': ['unknown', 'unknown'],
}
const NOW = new Date('2026-11-24T00:00:00Z')

describe.skipIf(!isThere)(
  `the Open Badges samples in ${folder} (skipped where that folder is absent)`,
  () => {
    it('are all listed here', () => {
      const files = readdirSync(folder).filter((name) => name !== 'LICENSE')
      expect(files.toSorted()).toEqual(Object.keys(EXPECTED).toSorted())
    })

    it.each(Object.entries(EXPECTED))(
      '%s is judged as it should be',
      async (name, [offline, withDocuments]) => {
        const bytes = readFileSync(join(folder, name))
        const alone = await verifyCredential(bytes, { now: NOW, offline: true })
        const didDocuments = controllersFromFragments(bytes)
        const informed = await verifyCredential(bytes, { now: NOW, offline: true, didDocuments })
        expect([alone.verdict, informed.verdict]).toEqual([offline, withDocuments])
      },
    )

    it('says of the complete one that its signature is right and only its list is missing', async () => {
      const bytes = readFileSync(join(folder, 'complete.json'))
      const didDocuments = controllersFromFragments(bytes)
      const { checks } = await verifyCredential(bytes, { now: NOW, offline: true, didDocuments })
      expect(checks.map((check) => check.reason)).toEqual([
        'badge_ok',
        'proof_ok',
        'issuer_ok',
        'in_force_until',
        'status_unreachable',
      ])
    })
  },
)

/** The samples' keys are only written in the fragments of their addresses: no verifier may take them from there. */
function controllersFromFragments(bytes: Uint8Array): Map<string, Record<string, unknown>> {
  const read = readCredential(bytes)
  const text = read.kind === 'document' ? JSON.stringify(read.document) : ''
  const documents = new Map<string, Record<string, unknown>>()
  for (const [, id = '', publicKeyMultibase] of text.matchAll(
    /"verificationMethod":"(https:[^"#]+)#(z6Mk\w+)"/g,
  )) {
    const method = `${id}#${publicKeyMultibase}`
    documents.set(id, {
      id,
      verificationMethod: [{ id: method, type: 'Multikey', controller: id, publicKeyMultibase }],
      assertionMethod: [method],
    })
  }
  return documents
}
