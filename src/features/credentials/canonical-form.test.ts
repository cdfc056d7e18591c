import * as fc from 'fast-check'
import jsonld from 'jsonld'
import { describe, expect, it } from 'vitest'
import { canonicalForm, libraryForm } from './canonical-form.ts'
import { preparedForms } from './canonical-template.ts'
import { CREDENTIALS_V2, loadContext } from './contexts.ts'
import { buildCredentialDocument, type CredentialInput } from './credential-document.ts'
import { exampleCredentialInput } from './example-credential.ts'
import { preparedExpansions } from './prepared-expansion.ts'

const SEED = { seed: 20_261_124, numRuns: 40 }
const example = exampleCredentialInput('did:web:issuer.example:providers:meridian')

/** Texts as people write them, and as nobody should: quotes, line ends, controls, other scripts, what looks like an address. */
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
  fc.constantFrom(
    'a "b" \\ c',
    'line\nline\r\n',
    'tab\tbell\u0007',
    'شهادة',
    'http://x',
    'did:key:z6Mk',
    '_:b0',
    '@id',
    '~',
  ),
)
const someWork = example.work[0]
const anyInput: fc.Arbitrary<CredentialInput> = fc
  .record({
    texts: fc.array(anyText, { minLength: 6, maxLength: 6 }),
    outcomes: fc.array(anyText, { maxLength: 4 }),
    works: fc.integer({ min: 0, max: 3 }),
    alignments: fc.integer({ min: 0, max: 3 }),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
    hasEnd: fc.boolean(),
    level: fc.integer({ min: 1, max: 6 }),
  })
  .map(({ texts, outcomes, works, alignments, score, hasEnd, level }) => ({
    ...example,
    achievement: {
      ...example.achievement,
      name: texts[0] ?? '',
      description: texts[1] ?? '',
      criteria: texts[2] ?? '',
      outcomes,
      supervision: { level, words: texts[3] ?? '' },
      alignments: Array.from({ length: alignments }, (_, at) => ({
        name: texts[4] ?? '',
        url: `https://skills.example/${at}`,
      })),
    },
    issuer: { ...example.issuer, name: texts[5] ?? '' },
    work: someWork ? Array.from({ length: works }, (_, at) => ({ ...someWork, slug: `w${at}`, score })) : [],
    validUntil: hasEnd ? example.validUntil : undefined,
  }))

describe('the canonical form of random credentials', { timeout: 120_000 }, () => {
  it('from a prepared template is the library’s, also where the template was made for other texts', async () => {
    const prepared = preparedForms(libraryForm)
    await fc.assert(
      fc.asyncProperty(anyInput, async (input) => {
        const document = buildCredentialDocument(input)
        expect(await prepared(document)).toBe(await libraryForm(document))
      }),
      SEED,
    )
  })

  it('put in order without the library is the library’s', async () => {
    await fc.assert(
      fc.asyncProperty(anyInput, async (input) => {
        const document = buildCredentialDocument(input)
        expect(await canonicalForm(document)).toBe(await libraryForm(document))
      }),
      { ...SEED, numRuns: 12 },
    )
  })
})

describe('the expanded form of random credentials', { timeout: 120_000 }, () => {
  it('that was prepared for other texts is the library’s', async () => {
    const library = (document: object) =>
      jsonld.expand(document, { documentLoader: loadContext, base: null, safe: true })
    const prepared = preparedExpansions(library)
    await fc.assert(
      fc.asyncProperty(anyInput, async (input) => {
        const document = buildCredentialDocument(input)
        expect(await prepared(document)).toEqual(await library(document))
      }),
      { ...SEED, numRuns: 25 },
    )
  })
})

describe('a document with', () => {
  const context = [CREDENTIALS_V2, { '@vocab': 'urn:words:', link: { '@id': 'urn:link', '@type': '@id' } }]
  const node = { '@type': 'Thing', word: 'same' }

  it.each<[string, Record<string, unknown>]>([
    ['two nameless parts that look alike', { word: [node, { ...node }] }],
    ['nameless parts in a chain that look alike', { word: [{ word: { word: {} } }, { word: { word: {} } }] }],
    ['the same statement twice', { word: ['a', 'a'] }],
    [
      'two parts of the same name',
      {
        link: [
          { id: 'urn:a', word: 'x' },
          { id: 'urn:a', word: 'y' },
        ],
      },
    ],
    ['a list', { word: { '@list': ['a', 'b', { word: 'c' }] } }],
    ['languages and directions', { word: { '@value': 'سلام', '@language': 'ar', '@direction': 'rtl' } }],
    ['numbers and truths', { word: [1, 2.5, 1e30, true, false] }],
    ['a link by a prefix', { link: 'link:x' }],
    ['controls and half characters left out', { word: 'a\u0001b\u007fc\u0085d\u2028e' }],
  ])('%s has the form that the library gives it', async (_, part) => {
    const document = { '@context': context, id: 'urn:doc', ...part }
    const expected = await libraryForm(document)
    expect(await canonicalForm(document)).toBe(expected)
    const prepared = preparedForms(libraryForm)
    expect(await prepared(document)).toBe(expected)
    expect(await prepared(structuredClone(document))).toBe(expected)
  })

  it('a text where the template had an address is read anew', async () => {
    const prepared = preparedForms(libraryForm)
    for (const link of ['urn:a:b', 'https://a.example/b', 'did:web:a.example', 'link:b', 'urn:a b']) {
      const document = { '@context': context, id: 'urn:doc', link }
      const expected = await libraryForm(document).catch(() => 'refused')
      expect([link, await prepared(document).catch(() => 'refused')]).toEqual([link, expected])
    }
  })

  it('a vocabulary that makes a word of the beginning of an address is read by the library', async () => {
    const prepared = preparedForms(libraryForm)
    for (const word of ['did', 'urn', 'https']) {
      const document = (link: string) => ({
        '@context': [...context, { [word]: 'https://elsewhere.example/' }],
        id: 'https://doc.example/',
        link,
      })
      for (const link of [
        'https://a.example/',
        `${word}:x`,
        'https://b.example/',
        'did:key:z6Mk',
        'urn:a:b',
      ]) {
        expect(await prepared(document(link))).toBe(await libraryForm(document(link)))
      }
    }
  })

  it('a word without a meaning is refused by all ways alike', async () => {
    const document = { '@context': [CREDENTIALS_V2], id: 'urn:doc', nothing: 'x' }
    const prepared = preparedForms(libraryForm)
    await expect(prepared(document)).rejects.toThrow()
    await expect(canonicalForm(document)).rejects.toThrow()
  })
})
