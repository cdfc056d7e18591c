import { generateKeyPairSync } from 'node:crypto'
import type { CredentialInput } from './credential-document.ts'
import { emailIdentity } from './identity-hash.ts'
import { publicJwkOf } from './keys/crypto.ts'
import { keyName, publishedAs, type SigningKey, signingKeyOf } from './keys/signing-key.ts'

/** For tests: a realistic credential with every optional part filled in, so that no path goes untested. */
export function exampleCredentialInput(issuerId: string): CredentialInput {
  const site = 'https://candour.example'
  return {
    id: `${site}/credentials/issued/0197f3a2`,
    issuer: {
      id: issuerId,
      name: 'Meridian Data Works',
      url: `${site}/providers/meridian`,
      kind: 'industry',
      country: 'AU',
    },
    achievement: {
      id: `${site}/credentials/data-analysis/editions/4`,
      type: 'Certificate',
      name: 'Data Analysis',
      description: 'Answer questions with data, from a raw file to an honest chart.',
      criteria: 'Pass every quiz with 70 %, the lab, and the project with all criteria at least met.',
      outcomes: ['Join and clean files', 'Give an interval and say what it means'],
      alignments: [
        {
          name: 'data mining',
          url: 'http://data.europa.eu/esco/skill/25f0ea33',
          framework: 'ESCO',
          code: '25f0ea33',
        },
      ],
      level: 'Beginner',
      prerequisites: ['Can use a spreadsheet'],
      hours: 83.5,
      assessmentKinds: ['quiz', 'lab', 'project'],
      taskComplexity: 'many skills routine',
      supervision: { level: 1, words: 'Unsupervised, identity not checked' },
      qualityAssurance: {
        process: 'Reviewed by two educators each year',
        reviewDate: '2026-02-01',
        profile: `${site}/providers/meridian/quality`,
      },
      language: 'en',
      edition: '4',
      credits: 2.5,
      tags: ['SQL', 'statistics'],
    },
    subject: {
      address: emailIdentity('learner17@example.org', 'c2FsdC1mb3ItdGVzdHM'),
      name: 'Demo learner 17',
    },
    work: [
      {
        slug: 'final-quiz',
        name: 'Final quiz',
        kind: 'quiz',
        score: 0.9,
        scoreRequired: 0.7,
        assessors: [{ kind: 'computer', count: 1 }],
        narrative: 'Marked by computer.',
      },
      {
        slug: 'project',
        name: 'Project: a question of your own',
        kind: 'project',
        score: 0.8333,
        scoreRequired: 0.6,
        assessors: [
          { kind: 'peer', count: 2 },
          { kind: 'educator', count: 1 },
        ],
        narrative: 'Marked by two learners who did not see the name, then by an educator.',
      },
    ],
    earned: {
      activeHours: 83.2,
      handsOnShare: 0.49,
      marksByDoingShare: 0.74,
      marksByComputerShare: 0.55,
      marksByPeersShare: 0.3,
      marksByEducatorsShare: 0.15,
    },
    figuresRelease: { url: `${site}/figures/2026-05-01`, date: '2026-05-01' },
    activityStart: '2026-01-12',
    activityEnd: '2026-05-13',
    issuedAt: new Date('2026-05-14T10:00:00Z'),
    validUntil: new Date('2031-05-14T10:00:00Z'),
    demonstration: true,
  }
}

/** A fresh key whose issuer is its own `did:key`. */
export async function exampleSigningKey(): Promise<SigningKey & { publicKeyMultibase: string }> {
  const { privateKey } = generateKeyPairSync('ed25519')
  const publicJwk = publicJwkOf(privateKey)
  const published = publishedAs(publicJwk, 'example', 'http://127.0.0.1')
  return { ...signingKeyOf({ ...published, privateKey }), publicKeyMultibase: keyName(publicJwk) }
}

export function exampleJwk() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return { publicJwk: publicKey.export({ format: 'jwk' }), privateKey }
}
