import { KNOWN_PROVIDERS } from './known-providers.ts'

export type ProviderKind = 'company' | 'university' | 'public_body'

/**
 * The kind of a provider: what the catalogue itself says in a column; else what the list of known providers says; else
 * what the name says in plain words ("University of …", "Ministry of …"). Undefined where none of them knows:
 * nothing is guessed. "Multiple educators" is nobody in particular.
 */
export function providerKind(name: string, stated = ''): ProviderKind | undefined {
  const said = STATED.find(([pattern]) => pattern.test(stated))
  if (said) return said[1]
  const plain = plainName(name)
  const known = KNOWN.find(({ start }) => plain === start || plain.startsWith(`${start} `))
  if (known) return known.kind
  return BY_NAME.find(([pattern]) => pattern.test(plain))?.[1]
}

// Small letters, no accents, no article; what follows a comma or a bracket begins a word of its own.
function plainName(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[,()–-]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^the /, '')
}

const KNOWN = KNOWN_PROVIDERS.flatMap(({ names, kind }) =>
  names.map((name) => ({ start: plainName(name), kind })),
).toSorted((a, b) => b.start.length - a.start.length)

const STATED: readonly (readonly [RegExp, ProviderKind])[] = [
  [/\b(company|companies|industry|business|corporate|commercial|vendor)\b/i, 'company'],
  [/\b(university|universities|college|higher education|academic|academia)\b/i, 'university'],
  [/(public[ _-]?body|government|public sector|\bngo\b|non-?profit|museum|charity)/i, 'public_body'],
]

// The word for a university in the languages of catalogues; company forms in law; words that only states use.
const BY_NAME: readonly (readonly [RegExp, ProviderKind])[] = [
  [/\b(inc|llc|ltd|limited|gmbh|corp|corporation|plc|pty|s\.?a\.?s?|private limited)\b\.?$/, 'company'],
  [
    /\b(universit(y|ies|at|aet|e|a|eit|eti|et|ario|aria)|universidad(e)?|universitas|uniwersytet|polytechnic|polytechnique|politecnico|hochschule|institute of technology|college)\b/,
    'university',
  ],
  [
    /\b(ministry|government|department of|council of|federal|commission|united nations|national museum)\b/,
    'public_body',
  ],
]
