/** A count: "43,000", "43k", "1.2M", "(43000 reviews)", "43K+ already enrolled". Undefined where there is none. */
export function readCount(text: string): number | undefined {
  const [, digits, unit = ''] = /(\d[\d.,\u00a0\u202f ']*)\s*(k|m|thousand|million|mil)?\b/i.exec(text) ?? []
  if (digits === undefined) return undefined
  const scale = UNITS[unit.toLowerCase()] ?? 1
  const number = plainNumber(digits, scale > 1)
  return number === undefined ? undefined : Math.round(number * scale)
}

const UNITS: Record<string, number> = { k: 1e3, thousand: 1e3, mil: 1e3, m: 1e6, million: 1e6 }

// "43,000" and "43.000" are forty-three thousand, "4,8" and "1.2" are not: three digits make a thousand. Before a unit
// ("1.250k") the point is one of decimals.
function plainNumber(digits: string, isScaled: boolean): number | undefined {
  const text = digits
    .trim()
    .replace(/[\s\u00a0\u202f']/g, '')
    .replace(/[.,]+$/, '')
  const grouped = !isScaled && /^\d{1,3}([.,]\d{3})+$/.test(text)
  const number = Number(grouped ? text.replace(/[.,]/g, '') : text.replace(',', '.'))
  return Number.isFinite(number) ? number : undefined
}

/** The first decimal number of a text, "4,8" included: for ratings. */
export function readDecimal(text: string): number | undefined {
  const [found] = /\d+(?:[.,]\d+)?/.exec(text) ?? []
  return found === undefined ? undefined : Number(found.replace(',', '.'))
}

/** A price: amount and, where it stands there, currency; "free" is 0. */
export function readPrice(text: string): { amount: number; currency?: string } | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  if (/^(free|gratis|gratuit|no cost)\b/i.test(trimmed)) return { amount: 0 }
  const [digits] = /\d[\d.,\u00a0\u202f ']*/.exec(trimmed) ?? []
  const amount = digits === undefined ? undefined : plainNumber(digits, false)
  if (amount === undefined) return undefined
  const [code] = /\b[A-Z]{3}\b/.exec(trimmed) ?? []
  const symbol = SYMBOLS.find(([sign]) => trimmed.includes(sign))
  const currency = code ?? symbol?.[1]
  return currency === undefined ? { amount } : { amount, currency }
}

const SYMBOLS: readonly (readonly [sign: string, currency: string])[] = [
  ['A$', 'AUD'],
  ['C$', 'CAD'],
  ['US$', 'USD'],
  ['€', 'EUR'],
  ['£', 'GBP'],
  ['₹', 'INR'],
  ['¥', 'JPY'],
  ['$', '$'],
]

/** Skills as a list: a Python or JSON list, or names between commas, semicolons, bars or wide gaps. Each once, without blanks. */
export function readList(text: string): string[] {
  const trimmed = text.trim()
  if (trimmed === '' || trimmed === '[]') return []
  const inside = /^[[{(](.*)[\]})]$/s.exec(trimmed)?.[1]
  const parts =
    inside !== undefined && /['"]/.test(inside)
      ? [...inside.matchAll(/'((?:[^'\\]|\\.|'(?!\s*(?:,|$)))*)'|"((?:[^"\\]|\\.)*)"/gs)].map(
          ([, single, double]) => single ?? double ?? '',
        )
      : (inside ?? trimmed).split(separatorIn(inside ?? trimmed))
  const clean = parts.map((part) => part.replace(/\\(.)/g, '$1').replace(/\s+/g, ' ').trim())
  return [...new Set(clean.filter((part) => part !== ''))]
}

// What stands between names: semicolons, bars or lines before commas, which may stand in a name; else wide gaps.
function separatorIn(text: string): RegExp {
  if (/[;|\n]/.test(text)) return /[;|\n]/
  return !text.includes(',') && /\S\s{2,}\S/.test(text) ? /\s{2,}/ : /,/
}

export type Level = 'Beginner' | 'Intermediate' | 'Advanced' | 'Mixed'

/** The level that a cell names; its own words where they name none; undefined where it is empty. */
export function readLevel(text: string): string | undefined {
  const words = text.trim()
  if (words === '') return undefined
  return LEVELS.find(([pattern]) => pattern.test(words))?.[1] ?? words
}

const LEVELS: readonly (readonly [RegExp, Level])[] = [
  [/\b(mixed|all levels?|any level|various)\b/i, 'Mixed'],
  [
    /\b(beginners?|introduct(ory|ion)|entry|basic|novice|foundation(al)?|no experience|elementary)\b/i,
    'Beginner',
  ],
  [/\bintermediate\b/i, 'Intermediate'],
  [/\b(advanced|expert|proficient)\b/i, 'Advanced'],
]

/** Yes or no; undefined for anything else. */
export function readYes(text: string): boolean | undefined {
  if (/^(true|yes|y|1)$/i.test(text.trim())) return true
  if (/^(false|no|n|0)$/i.test(text.trim())) return false
  return undefined
}
