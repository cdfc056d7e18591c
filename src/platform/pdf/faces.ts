import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { unpackWoff } from './unpack-woff.ts'

// The typefaces that are set into documents: Noto Sans in its alphabets, and Noto Sans Arabic. A face is read when the
// first of its letters is met.

export type Weight = 400 | 700
export interface Face {
  /** The name under which a document knows it. */
  name: string
  family: string
  alphabet: string
  file: string
}

const families = [
  {
    family: 'noto-sans',
    alphabets: [
      'latin',
      'latin-ext',
      'greek',
      'greek-ext',
      'cyrillic',
      'cyrillic-ext',
      'vietnamese',
      'devanagari',
    ],
  },
  { family: 'noto-sans-arabic', alphabets: ['arabic', 'math', 'symbols'] },
]

const require = createRequire(import.meta.url)
const rangesOf = new Map<string, [number, number][]>()
const bytesOf = new Map<string, Buffer>()

/** Faces in the order in which they are asked whether they hold a letter. */
export function facesOf(weight: Weight): Face[] {
  return weight === 400 ? regular : bold
}
const regular = listFaces(400)
const bold = listFaces(700)

function listFaces(weight: Weight): Face[] {
  return families.flatMap(({ family, alphabets }) =>
    alphabets.map((alphabet) => ({
      name: `${family} ${alphabet} ${weight}`,
      family,
      alphabet,
      file: `@fontsource/${family}/files/${family}-${alphabet}-${weight}-normal.woff`,
    })),
  )
}

/** Whether the package says that a face covers a letter; the face itself has the last word. */
export function mayHold(face: Face, codePoint: number): boolean {
  return rangesFor(face.family, face.alphabet).some(([from, to]) => codePoint >= from && codePoint <= to)
}

function rangesFor(family: string, alphabet: string): [number, number][] {
  const key = `${family} ${alphabet}`
  const known = rangesOf.get(key)
  if (known) return known
  const all: Record<string, string> = require(`@fontsource/${family}/unicode.json`)
  const ranges = (all[alphabet] ?? '').split(',').map((part): [number, number] => {
    const [from = '0', to = from] = part.replace('U+', '').split('-')
    return [Number.parseInt(from, 16), Number.parseInt(to, 16)]
  })
  rangesOf.set(key, ranges)
  return ranges
}

export function readFace(face: Face): Buffer {
  let bytes = bytesOf.get(face.name)
  if (!bytes) {
    bytes = unpackWoff(readFileSync(require.resolve(face.file)))
    bytesOf.set(face.name, bytes)
  }
  return bytes
}
