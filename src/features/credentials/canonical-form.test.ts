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

describe('random hostile documents of one shape', { timeout: 120_000 }, () => {
  const contexts = [
    { w: 'urn:w:w', l: { '@id': 'urn:w:l', '@type': '@id' }, v: { '@id': 'urn:w:v', '@type': '@vocab' } },
    {
      '@language': 'en',
      '@direction': 'rtl',
      '@vocab': 'urn:vocab:',
      l: { '@id': 'urn:w:l', '@type': '@id' },
      x: { '@id': 'urn:w:x', '@container': '@language' },
      j: { '@id': 'urn:w:j', '@type': '@json' },
    },
    { '@vocab': 'urn:vocab:', kind: '@type', called: '@id', urn: 'https://prefix.example/', said: '@value' },
    'https://www.w3.org/ns/credentials/undefined-terms/v2',
  ]
  const hostileText = fc.constantFrom(
    'a',
    '',
    'x"\n\\',
    '\ud800',
    '\u0000\u0085',
    'urn:a:b',
    'urn:a:<b>',
    'https://e.example/a',
    'did:key:z6Mk',
    '_:b0',
    '@id',
    '@type',
    'l',
    'w:x',
    'VerifiableCredential',
    'urn:x-candour-slot:0:',
    'urn:x-candour-slot:1:',
    'en',
    'rtl',
    '1',
    '1.50',
    'true',
    '2026-01-01',
  )
  const name = fc.constantFrom(
    'id',
    'type',
    'w',
    'l',
    'v',
    'x',
    'j',
    'en',
    'kind',
    'called',
    'said',
    'issuer',
    'name',
    'credentialSubject',
    '@value',
    '@id',
    '@type',
    '@language',
    '@list',
    '@set',
    '@index',
    '@context',
    '__proto__',
    'urn:w:w',
  )
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      hostileText,
      fc.constantFrom<unknown>(null, true, 0, -0, 1, 1.5, 1e21, Number.POSITIVE_INFINITY),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(name, tie('value'), { maxKeys: 4 }),
    ),
  }))
  const withTexts = (part: unknown, next: () => string): unknown => {
    if (typeof part === 'string') return next()
    if (Array.isArray(part)) return part.map((item) => withTexts(item, next))
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, withTexts(item, next)]))
  }

  it('are read as the library reads each, or refused as it refuses them', async () => {
    const library = (document: object) =>
      jsonld.expand(document, { documentLoader: loadContext, base: null, safe: true })
    const result = (work: Promise<unknown>) => work.then(JSON.stringify, () => 'refused')
    let read = 0
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(name, value, { minKeys: 1, maxKeys: 5 }),
        fc.option(fc.constantFrom<unknown>(...contexts), { nil: undefined, freq: 2 }),
        fc.array(fc.array(hostileText, { minLength: 12, maxLength: 12 }), { minLength: 3, maxLength: 3 }),
        async (parts, context, rounds) => {
          const [forms, expansions] = [preparedForms(libraryForm), preparedExpansions(library)]
          for (const texts of [[], ...rounds]) {
            let at = 0
            const other = withTexts(parts, () => texts[at++ % 12] ?? 'urn:a:b') as Record<string, unknown>
            const document = {
              type: 'VerifiableCredential',
              ...other,
              '@context': context === undefined ? [CREDENTIALS_V2] : [CREDENTIALS_V2, context],
            }
            const form = await result(libraryForm(document))
            if (form !== 'refused') read += 1
            expect(await result(forms(document))).toBe(form)
            expect(await result(forms(document))).toBe(form)
            expect(await result(canonicalForm(document))).toBe(form)
            expect(await result(expansions(document))).toBe(await result(library(document)))
          }
        },
      ),
      { seed: 20_261_124, numRuns: 200 },
    )
    expect(read).toBeGreaterThan(50)
  })
})

describe('a document that prepares the ground for another', () => {
  const double = { w: { '@id': 'urn:w:w', '@type': 'http://www.w3.org/2001/XMLSchema#double' } }
  const kinds = {
    kind: '@type',
    w: 'urn:w:w',
    'https://e.example/T': { '@id': 'https://e.example/T', '@context': { w: 'urn:w:other' } },
  }
  const type = ['VerifiableCredential', 'urn:x-candour-slot:0:']
  const composed = { p: 'urn:x-candour-slot:', w: { '@id': 'urn:w:w', '@type': '@id' } }
  const doc = (context: object[], rest: object) => ({ '@context': [CREDENTIALS_V2, ...context], ...rest })
  const nextTo = (word: unknown) => doc([{ v: 'urn:w:v', w: 'urn:w:w' }], { id: 'urn:a:b', v: 'x', w: word })

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    [
      'by a kind that looks like a place',
      doc([], { type, issuer: 'urn:x-candour-slot:0:' }),
      doc([], { type, issuer: 'https://elsewhere.example/' }),
    ],
    [
      'by a place put together by a prefix',
      doc([composed], { type: 'p:0:', w: 'urn:x-candour-slot:0:' }),
      doc([composed], { type: 'p:0:', w: 'https://elsewhere.example/' }),
    ],
    [
      'by a text that is no number',
      doc([double], { id: 'urn:a:b', w: 'x' }),
      doc([double], { id: 'urn:a:b', w: '1.5' }),
    ],
    ['by nothing where a number is too large', nextTo(null), nextTo(JSON.parse('1e400'))],
    [
      'by a kind that gives no word another meaning',
      doc([kinds], { id: 'urn:a:b', kind: 'https://e.example/U', w: 'x' }),
      doc([kinds], { id: 'urn:a:b', kind: 'https://e.example/T', w: 'x' }),
    ],
    [
      'by an address that needs no escape',
      doc([], { type: 'VerifiableCredential', id: 'urn:a:b', issuer: 'urn:a:b' }),
      doc([], { type: 'VerifiableCredential', id: 'urn:a:b>', issuer: 'urn:a:<b' }),
    ],
  ])('%s changes nothing in how the other is read', async (_, before, after) => {
    const library = (document: object) =>
      jsonld.expand(document, { documentLoader: loadContext, base: null, safe: true })
    const [forms, expansions] = [preparedForms(libraryForm), preparedExpansions(library)]
    for (const document of [before, before, after]) {
      const form = await libraryForm(document)
      expect(await forms(document)).toBe(form)
      expect(await canonicalForm(document)).toBe(form)
      expect(await expansions(document)).toEqual(await library(document))
    }
  })

  it('by words of the vocabulary without end costs a few readings, not one for each', {
    timeout: 30_000,
  }, async () => {
    const credentialSubject = Array.from({ length: 300 }, (_, at) => ({
      id: `foo:${at}`,
      type: 'JsonSchema',
    }))
    const document = doc([], { id: 'urn:a:b', type: 'VerifiableCredential', credentialSubject })
    let readings = 0
    const prepared = preparedForms(async (read) => {
      readings += 1
      return libraryForm(read)
    })
    const started = performance.now()
    expect(await prepared(document)).toBe(await libraryForm(document))
    expect(readings).toBe(1)
    expect(performance.now() - started).toBeLessThan(12_000)
  })
})

describe('a credential of ours', () => {
  it('is read by the library once for its shape, also as the database gives it back', async () => {
    let [forms, expansions] = [0, 0]
    const prepared = preparedForms(async (document) => {
      forms += 1
      return libraryForm(document)
    })
    const preparedNodes = preparedExpansions((document) => {
      expansions += 1
      return jsonld.expand(document, { documentLoader: loadContext, base: null, safe: true })
    })
    const document = buildCredentialDocument(example)
    const [own, ours, ...others] = (document['@context'] as unknown[]).toReversed()
    const reordered = Object.fromEntries(Object.entries(own as object).toReversed())
    const stored = { ...document, '@context': [...others.toReversed(), ours, reordered] }
    for (const each of [document, stored]) {
      ;[forms, expansions] = [0, 0]
      await prepared(each)
      await preparedNodes(each)
      const [formsOnce, expansionsOnce] = [forms, expansions]
      const renamed = { ...each, name: 'Another name' }
      await prepared(renamed)
      await preparedNodes(renamed)
      expect([forms, expansions]).toEqual([formsOnce, expansionsOnce])
    }
  })
})
