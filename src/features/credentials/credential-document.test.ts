import { describe, expect, it } from 'vitest'
import { buildCredentialDocument } from './credential-document.ts'
import { exampleCredentialInput, exampleSigningKey } from './example-credential.ts'
import { emailHash } from './identity-hash.ts'
import { signCredential } from './sign.ts'

const ISSUER = 'did:web:candour.example:providers:meridian'

describe('a credential', () => {
  it('holds the address of its holder only as a salted hash', () => {
    const input = exampleCredentialInput(ISSUER)
    const document = buildCredentialDocument(input)
    expect(JSON.stringify(document)).not.toContain('learner17')
    expect(document.credentialSubject.identifier).toEqual([
      expect.objectContaining({
        hashed: true,
        identityHash: emailHash('LEARNER17@example.org ', input.subject.address?.salt ?? ''),
      }),
    ])
  })

  it('names its holder only where the holder chose so', () => {
    const input = exampleCredentialInput(ISSUER)
    const nameless = { ...input, subject: { ...input.subject, name: undefined } }
    expect(buildCredentialDocument(nameless).credentialSubject).not.toHaveProperty('name')
  })

  it('says who marked each piece of work', () => {
    const { evidence } = buildCredentialDocument(exampleCredentialInput(ISSUER))
    expect(evidence).toMatchObject([
      { name: 'Final quiz', assessor: [{ assessorKind: 'computer', assessorCount: 1 }] },
      {
        genre: 'project',
        assessor: [
          { assessorKind: 'peer', assessorCount: 2 },
          { assessorKind: 'educator', assessorCount: 1 },
        ],
      },
    ])
  })

  it('of a demo provider says “demonstration” in its name, its description and a field of its own', () => {
    const demo = buildCredentialDocument(exampleCredentialInput(ISSUER))
    expect(demo).toMatchObject({ name: 'Demonstration: Data Analysis', demonstration: true })
    expect(demo.description).toMatch(/^Demonstration only/)
    const real = buildCredentialDocument({ ...exampleCredentialInput(ISSUER), demonstration: false })
    expect(JSON.stringify({ ...real, '@context': [] })).not.toMatch(/demonstration/i)
  })

  it('can’t be signed in another’s name, nor with a word that nothing defines', async () => {
    const key = await exampleSigningKey()
    const others = buildCredentialDocument(exampleCredentialInput(ISSUER))
    await expect(signCredential(others, key, new Date())).rejects.toThrow(/in the name of/)
    const own = buildCredentialDocument(exampleCredentialInput(key.controller))
    await expect(signCredential({ ...own, undefinedWord: 'x' }, key, new Date())).rejects.toThrow()
  })
})
