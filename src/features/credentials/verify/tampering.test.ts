import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadContext } from '../contexts.ts'
import { buildCredentialDocument } from '../credential-document.ts'
import { exampleCredentialInput, exampleSigningKey } from '../example-credential.ts'
import { type SignedCredential, signCredential } from '../sign.ts'
import { isObject, type JsonObject } from './json-values.ts'
import type { Verdict } from './result.ts'
import { verifyCredential } from './verify-credential.ts'

const now = new Date('2026-06-01T00:00:00Z')
let signed: SignedCredential

beforeAll(async () => {
  const key = await exampleSigningKey()
  const example = exampleCredentialInput(key.controller)
  // One piece of work and one outcome have every path that several have.
  const input = {
    ...example,
    work: example.work.slice(-1),
    achievement: { ...example.achievement, outcomes: example.achievement.outcomes.slice(0, 1) },
  }
  signed = await signCredential(buildCredentialDocument(input), key, input.issuedAt)
})

describe('tampering with a credential that we signed', { timeout: 120_000 }, () => {
  it('is not suspected where nothing was changed', async () => {
    expect(await verdictOn(signed)).toBe('valid')
  })

  it('is found wherever a single value is changed', async () => {
    await expectFound((value) => {
      if (typeof value === 'string') return [`${value}x`]
      if (typeof value === 'number') return [value + 1]
      if (typeof value === 'boolean') return [!value]
      return ['replaced']
    })
  })

  it('is found wherever a part is removed', async () => {
    await expectFound(() => [undefined])
  })

  it('is found wherever a part is added, also one that no vocabulary defines', async () => {
    const additions = [
      { name: 'added' },
      { undefinedWord: 'added' },
      { undefinedWord: null },
      { '@id': 'urn:other' },
    ]
    await expectFound((value) =>
      isObject(value)
        ? additions.map((part) => ({ ...value, ...part }))
        : Array.isArray(value)
          ? [[...value, 'x']]
          : [],
    )
  })

  it('is found where a part is named so that it slips through objects', async () => {
    const text = JSON.stringify(signed)
    for (const name of ['__proto__', 'constructor', 'toString', '@index', '@annotation', '@none', '']) {
      for (const value of ['"added"', '{"name":"added"}', 'null']) {
        const changed = text.replace('{', `{${JSON.stringify(name)}:${value},`)
        const { verdict } = await verifyCredential(Buffer.from(changed), { now, offline: true })
        expect([name, value, verdict]).toEqual([name, value, 'invalid'])
      }
    }
  })

  it('is found where a context lets a word mean nothing, or a note', async () => {
    const meanings = [
      null,
      '@none',
      '@index',
      '@annotation',
      { '@id': null },
      { '@id': '@none' },
      { '@id': '@index' },
    ]
    for (const meaning of meanings) {
      for (const scope of [
        { note: meaning },
        { other: { '@id': 'urn:other', '@context': { note: meaning } } },
      ]) {
        const changed = { ...withContext(signed, scope), note: 'added' }
        expect([scope, await verdictOn(changed)]).toEqual([scope, 'invalid'])
      }
    }
  })

  it('is not suspected where only the writing changed: order of parts, a list of one, a number as text', async () => {
    const reversed = Object.fromEntries(Object.entries(signed).toReversed())
    expect(await verdictOn(reversed)).toBe('valid')
    expect(await verdictOn({ ...signed, proof: [signed.proof] })).toBe('valid')
    expect(await verdictOn({ ...signed, evidence: (signed.evidence as unknown[])[0] })).toBe('valid')
    const asText = replaced(signed, ['credentialSubject', 'achievement', 'supervisionLevel'], '1')
    expect(await verdictOn(asText as JsonObject)).toBe('valid')
  })

  it.each<[string, (credential: JsonObject) => JsonObject]>([
    ['under its full address', ({ validUntil, ...rest }) => ({ ...rest, [END]: date(validUntil) })],
    [
      'under a name of its own',
      ({ validUntil, ...rest }) => ({ ...withContext(rest, { until: TERM }), until: validUntil }),
    ],
    ['in a nest', ({ validUntil, ...rest }) => ({ ...rest, '@nest': { validUntil } })],
    [
      'beside it',
      ({ validUntil, ...rest }) => ({ ...rest, '@included': [{ id: rest.id, [END]: date(validUntil) }] }),
    ],
  ])('does not hide an end of validity that is written %s', async (_, rewrite) => {
    const later = new Date('2035-01-01T00:00:00Z')
    expect(await verdictOn(rewrite(signed), later)).toBe('invalid')
  })

  it('is found where a context gives standard words another meaning', async () => {
    const swapped = withContext(signed, { name: 'https://schema.org/description' })
    expect(await verdictOn(swapped)).toBe('invalid')
  })
})

const END = 'https://www.w3.org/2018/credentials#validUntil'
const TERM = { '@id': END, '@type': 'http://www.w3.org/2001/XMLSchema#dateTime' }

function date(value: unknown) {
  return { '@value': value, '@type': TERM['@type'] }
}

function withContext(credential: JsonObject, context: object): JsonObject {
  return { ...credential, '@context': [...(credential['@context'] as unknown[]), context] }
}

/**
 * Makes every single change that `alternatives` proposes, one at a time, and expects each to be found, unless the
 * canonical form is the same. (That may only be in the vocabulary: words of it that are not used.)
 */
async function expectFound(alternatives: (value: unknown) => unknown[]): Promise<void> {
  const original = await canonical(signed)
  const missed: string[] = []
  for (const path of pathsIn(signed)) {
    for (const alternative of alternatives(valueAt(signed, path))) {
      const changed = replaced(signed, path, alternative) as JsonObject
      const verdict = await verdictOn(changed)
      const isSame = path[0] === '@context' && (await canonical(changed)) === original
      if (verdict === 'valid' && !isSame) missed.push(`${path.join('.')} → ${JSON.stringify(alternative)}`)
    }
  }
  expect(missed).toEqual([])
}

async function verdictOn(document: JsonObject, at = now): Promise<Verdict> {
  const { verdict } = await verifyCredential(Buffer.from(JSON.stringify(document)), {
    now: at,
    offline: true,
  })
  return verdict
}

async function canonical({ proof: _proof, ...document }: JsonObject): Promise<string | undefined> {
  return cryptosuite.canonize(document, { documentLoader: loadContext }).catch(() => undefined)
}

type Path = (string | number)[]

/** Every path below the root. Of the vocabulary only a few words: all of them are alike. */
function pathsIn(value: unknown, path: Path = []): Path[] {
  const children = Array.isArray(value)
    ? value.map((item, index) => [index, item] as const)
    : isObject(value)
      ? Object.entries(value)
      : []
  return children.flatMap(([key, item]) => {
    const here = [...path, key]
    const isManyWords = path[0] === '@context' && path.length === 2
    if (isManyWords && !['demonstration', 'teaches', 'assessor'].includes(String(key))) return []
    return [here, ...pathsIn(item, here)]
  })
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], value)
}

function replaced(value: unknown, [key, ...rest]: Path, alternative: unknown): unknown {
  if (key === undefined) return alternative
  if (Array.isArray(value)) {
    const items = value.map((item, index) => (index === key ? replaced(item, rest, alternative) : item))
    return items.filter((item) => item !== undefined)
  }
  const object = value as JsonObject
  return { ...object, [key]: replaced(object[key], rest, alternative) }
}
