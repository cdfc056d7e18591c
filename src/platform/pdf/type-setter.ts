import bidiFactory from 'bidi-js'
import type PdfKit from 'pdfkit'
import { type Face, facesOf, mayHold, readFace, type Weight } from './faces.ts'

// From a text to lines of runs: which way each letter runs (Unicode's bidirectional algorithm, UAX 9), which face
// holds it, where lines break, and how wide things are. Letters are shaped by the document's own font engine.

const bidi = bidiFactory()

/** A stretch of letters of one face that run one way, in the order of the eye. */
export interface Run {
  text: string
  face: Face
  width: number
}
export interface Line {
  /** As it is read and copied. */
  text: string
  runs: Run[]
  width: number
  /** What is drawn differs from what is read: the order of letters, or a letter that no face holds. */
  needsActualText: boolean
}
export interface Setting {
  size: number
  weight: Weight
  direction: 'ltr' | 'rtl'
  ownDirection: boolean
}

interface FontEngine {
  font: { hasGlyphForCodePoint(codePoint: number): boolean }
}

const missing = 0xfffd
// Marks that steer the direction, joiners that a line has no use for: never drawn.
const unseen = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\p{Cc}]/u
const isNeutral = (character: string) => /[^\p{L}\p{N}\p{M}]/u.test(character)

export class TypeSetter {
  readonly #doc: InstanceType<typeof PdfKit>
  readonly #known = new Set<string>()
  readonly #widths = new Map<string, number>()
  readonly #lines = new Map<string, Line[]>()

  constructor(doc: InstanceType<typeof PdfKit>) {
    this.#doc = doc
  }

  /** Makes a face the document's present one. */
  use(face: Face): void {
    if (!this.#known.has(face.name)) {
      this.#doc.registerFont(face.name, readFace(face) as unknown as string)
      this.#known.add(face.name)
    }
    this.#doc.font(face.name)
  }

  /** Breaks a text into lines no wider than so many points; line feeds break too. */
  lines(text: string, width: number, setting: Setting): Line[] {
    const key = JSON.stringify([text, width, setting])
    const known = this.#lines.get(key)
    if (known) return known
    const lines = text
      .normalize('NFC')
      .replaceAll(/[\ufb00-\ufb06]/g, (ligature) => ligature.normalize('NFKC'))
      .replaceAll('\r\n', '\n')
      .split('\n')
      .flatMap((paragraph) => this.#breakParagraph(paragraph, width, setting))
    this.#lines.set(key, lines)
    return lines
  }

  #breakParagraph(text: string, width: number, setting: Setting): Line[] {
    if (text.trim() === '') return [{ text: '', runs: [], width: 0, needsActualText: false }]
    const base = setting.ownDirection && /\p{L}/u.test(text) ? 'auto' : setting.direction
    const levels = bidi.getEmbeddingLevels(text, base)
    const faces = this.#facesOf(text, setting.weight)
    const lines: Line[] = []
    for (const [start, end] of this.#breaks(text, faces, width, setting.size)) {
      const line = this.#lineOf(text, { levels, faces, start, end }, setting.size)
      if (line.runs.length > 0) lines.push(line)
    }
    return lines
  }

  // One face for each UTF-16 unit; spaces and signs stay with what they follow.
  #facesOf(text: string, weight: Weight): { face: Face; missing: boolean }[] {
    const all = facesOf(weight)
    const found: { face: Face; missing: boolean }[] = []
    let current: Face | undefined
    for (const character of text) {
      const codePoint = character.codePointAt(0)!
      const holds = (face: Face) => mayHold(face, codePoint) && this.#holds(face, codePoint)
      const stays = current && (isNeutral(character) || /\p{M}/u.test(character)) && holds(current)
      const face = stays || unseen.test(character) ? current : all.find(holds)
      const chosen = { face: face ?? all[0]!, missing: face === undefined && !unseen.test(character) }
      for (let unit = 0; unit < character.length; unit++) found.push(chosen)
      current = chosen.face
    }
    return found
  }

  #holds(face: Face, codePoint: number): boolean {
    this.use(face)
    return (this.#doc as unknown as { _font: FontEngine })._font.font.hasGlyphForCodePoint(codePoint)
  }

  // Breaks after spaces and hyphens; a word that is too long for any line is broken where it must.
  #breaks(
    text: string,
    faces: { face: Face; missing: boolean }[],
    width: number,
    size: number,
  ): [number, number][] {
    const lines: [number, number][] = []
    let start = 0
    let at = 0
    let used = 0
    for (const [word = ''] of text.matchAll(/[^\s-]*-+|\S*[^\S\u00a0\u202f]+|\S+/g)) {
      const bare = this.#widthOf(text, faces, at, at + word.trimEnd().length, size)
      if (used > 0 && used + bare > width) {
        lines.push([start, at])
        start = at
        used = 0
      }
      if (bare > width) {
        for (const character of word) {
          const one = this.#widthOf(text, faces, at, at + character.length, size)
          if (used + one > width && at > start) {
            lines.push([start, at])
            start = at
            used = 0
          }
          used += one
          at += character.length
        }
        continue
      }
      used += this.#widthOf(text, faces, at, at + word.length, size)
      at += word.length
    }
    if (at > start) lines.push([start, at])
    return lines
  }

  #widthOf(
    text: string,
    faces: { face: Face; missing: boolean }[],
    start: number,
    end: number,
    size: number,
  ): number {
    let sum = 0
    for (let from = start; from < end; ) {
      let to = from + 1
      while (to < end && faces[to] !== undefined && faces[to]!.face === faces[from]!.face) to++
      sum += this.#measure(drawn(text.slice(from, to), faces.slice(from, to)), faces[from]!.face, size)
      from = to
    }
    return sum
  }

  #measure(text: string, face: Face, size: number): number {
    if (text === '') return 0
    const key = `${face.name} ${size} ${text}`
    let width = this.#widths.get(key)
    if (width === undefined) {
      this.use(face)
      width = this.#doc.fontSize(size).widthOfString(text, { features: [] })
      this.#widths.set(key, width)
    }
    return width
  }

  #lineOf(
    text: string,
    line: {
      levels: ReturnType<typeof bidi.getEmbeddingLevels>
      faces: { face: Face; missing: boolean }[]
      start: number
      end: number
    },
    size: number,
  ): Line {
    const { levels, faces, start } = line
    let end = line.end
    while (end > start && /\s/.test(text[end - 1]!)) end--
    const mirrored = bidi.getMirroredCharactersMap(text, levels.levels, start, end - 1)
    const order = bidi.getReorderedIndices(text, levels, start, end - 1).slice(start, end)
    const stretches: { indices: number[]; rtl: boolean; face: Face }[] = []
    for (const index of order) {
      const rtl = (levels.levels[index] ?? 0) % 2 === 1
      const { face } = faces[index]!
      const last = stretches.at(-1)
      if (last && last.rtl === rtl && last.face === face && follows(last.indices.at(-1)!, index, rtl))
        last.indices.push(index)
      else stretches.push({ indices: [index], rtl, face })
    }
    const runs = stretches.flatMap(({ indices, rtl, face }): Run[] => {
      const logical = [...indices].sort((a, b) => a - b)
      const letters = drawn(
        logical.map((index) => mirrored.get(index) ?? text[index]!).join(''),
        logical.map((index) => faces[index]!),
      )
      // The font engine turns what begins with Arabic letters or digits, and joins letters on the way; what it would
      // leave or turn wrongly is turned here.
      const isTurned = rtl !== /^[^\p{L}\p{Nd}]*[\p{Script=Arabic}٠-٩۰-۹]/u.test(letters)
      const shown = isTurned ? [...letters].toReversed().join('') : letters
      return shown === '' ? [] : [{ text: shown, face, width: this.#measure(shown, face, size) }]
    })
    const read = text.slice(start, end)
    return {
      text: read,
      runs,
      width: runs.reduce((sum, run) => sum + run.width, 0),
      needsActualText: stretches.some(({ rtl }) => rtl) || faces.slice(start, end).some((one) => one.missing),
    }
  }
}

function follows(before: number, index: number, rtl: boolean): boolean {
  return rtl ? index === before - 1 : index === before + 1
}

function drawn(text: string, faces: { missing: boolean }[]): string {
  let at = 0
  let out = ''
  for (const character of text) {
    const isMissing = faces[at]?.missing ?? false
    at += character.length
    if (unseen.test(character)) continue
    out += isMissing ? String.fromCodePoint(missing) : character === '\u202f' ? '\u00a0' : character
  }
  return out
}
