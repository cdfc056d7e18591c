import PdfKit from 'pdfkit'
import type { Face, Weight } from '../../../platform/pdf/faces.ts'
import { type Line, type Setting, TypeSetter } from '../../../platform/pdf/type-setter.ts'
import type { Command } from './outline.ts'

// Letters as outlines, set by the same type setter as our PDFs: a picture needs no font where it is looked at, and looks
// the same everywhere, in every script and direction.

type FontCommand = { command: string; args: number[] }
interface FontEngine {
  unitsPerEm: number
  layout(text: string): {
    glyphs: { path: { commands: FontCommand[] } }[]
    positions: { xAdvance: number; xOffset: number; yOffset: number }[]
  }
}

export interface TextSetting {
  size: number
  weight: Weight
  /** Breaks into lines no wider than this. */
  width: number
  linesMax: number
  direction: 'ltr' | 'rtl'
}

export interface TextOutline {
  commands: Command[]
  width: number
}

let setter: { doc: InstanceType<typeof PdfKit>; type: TypeSetter } | undefined

/** The lines of a text, each with its outline: the baseline is y = 0, the line begins at x = 0. */
export function outlineText(text: string, setting: TextSetting): TextOutline[] {
  const { type } = theSetter()
  const own: Setting = {
    size: setting.size,
    weight: setting.weight,
    direction: setting.direction,
    ownDirection: true,
  }
  const lines = type.lines(text, setting.width, own)
  const shown = lines.slice(0, setting.linesMax)
  return shown.map((line) => outlineLine(line, setting.size))
}

/** Whether a text fits its lines at that size. */
export function fits(text: string, { size, weight, width, linesMax, direction }: TextSetting): boolean {
  const { type } = theSetter()
  const lines = type.lines(text, width, { size, weight, direction, ownDirection: true })
  return lines.length <= linesMax && lines.every((line) => line.width <= width)
}

function outlineLine(line: Line, size: number): TextOutline {
  const commands: Command[] = []
  let x = 0
  for (const run of line.runs) {
    const font = engineOf(run.face)
    const scale = size / font.unitsPerEm
    const { glyphs, positions } = font.layout(run.text)
    for (const [index, glyph] of glyphs.entries()) {
      const position = positions[index]!
      const at = { x: x + position.xOffset * scale, y: -position.yOffset * scale, scale }
      for (const command of glyph.path.commands) commands.push(...placed(command, at))
      x += position.xAdvance * scale
    }
  }
  return { commands, width: x }
}

function placed(
  { command, args }: FontCommand,
  { x, y, scale }: { x: number; y: number; scale: number },
): Command[] {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = args.map((value, index) =>
    index % 2 === 0 ? x + value * scale : y - value * scale,
  )
  if (command === 'moveTo') return [{ to: 'M', x: a, y: b }]
  if (command === 'lineTo') return [{ to: 'L', x: a, y: b }]
  if (command === 'quadraticCurveTo') return [{ to: 'Q', x1: a, y1: b, x: c, y: d }]
  if (command === 'bezierCurveTo') return [{ to: 'C', x1: a, y1: b, x2: c, y2: d, x: e, y: f }]
  return [{ to: 'Z' }]
}

const engines = new Map<string, FontEngine>()

function engineOf(face: Face): FontEngine {
  let engine = engines.get(face.name)
  if (!engine) {
    const { doc, type } = theSetter()
    type.use(face)
    engine = (doc as unknown as { _font: { font: FontEngine } })._font.font
    engines.set(face.name, engine)
  }
  return engine
}

/** A document that is never written: it lends its font engine. */
function theSetter() {
  if (!setter) {
    const doc = new PdfKit({ autoFirstPage: false })
    setter = { doc, type: new TypeSetter(doc) }
  }
  return setter
}
