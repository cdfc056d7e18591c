import { type Command, type Drawing, frame, rectangle, type Shape } from './outline.ts'
import { fits, outlineText, type TextSetting } from './text-outlines.ts'

export interface BadgeWords {
  /** "Certificate", "Badge" … in the language of the reader. */
  kind: string
  title: string
  provider: string
  /** Said first where nobody may rely on it. */
  demonstration?: string
  direction: 'ltr' | 'rtl'
  /** Who marked, as shares that add up to 1: the same bar as on the label. Absent where it is the badge of no one person. */
  marks?: { computer: number; peers: number; educators: number }
}

const COLOR = {
  paper: '#fffefb',
  ink: '#15171c',
  quiet: '#565b66',
  accent: '#0a5f56',
  half: '#9cc4bd',
  warn: '#8a4b00',
  wash: '#fbf0dd',
} as const
const SIZE = 480
const MARGIN = 40
const WIDTH = SIZE - 2 * MARGIN

/** The picture of a credential, square: a label of its own, with the words that matter and who marked. */
export function drawBadge(words: BadgeWords): Drawing {
  const shapes: Shape[] = [
    { color: COLOR.paper, commands: rectangle(0, 0, SIZE, SIZE) },
    { color: COLOR.ink, commands: frame(10, SIZE, SIZE, 5) },
  ]
  let y = 74
  const put = (text: string, color: Shape['color'], setting: Omit<TextSetting, 'width' | 'direction'>) => {
    const full = { ...setting, width: WIDTH, direction: words.direction }
    const size = sizeThatFits(text, full)
    for (const line of outlineText(text, { ...full, size })) {
      const x = words.direction === 'rtl' ? SIZE - MARGIN - line.width : MARGIN
      shapes.push({ color, commands: moved(line.commands, x, y) })
      y += size * 1.22
    }
  }
  if (words.demonstration) {
    shapes.push({ color: COLOR.wash, commands: rectangle(15, 15, SIZE - 30, 40) })
    y = 44
    put(words.demonstration, COLOR.warn, { size: 22, weight: 700, linesMax: 1 })
    y = 96
  }
  put(words.kind, COLOR.accent, { size: 24, weight: 700, linesMax: 1 })
  shapes.push({ color: COLOR.ink, commands: rectangle(MARGIN, y - 8, WIDTH, 9) })
  y += 54
  put(words.title, COLOR.ink, { size: 50, weight: 700, linesMax: 4 })
  if (words.marks) shapes.push(...marksBar(words.marks, words.direction))
  y = SIZE - 48
  put(words.provider, COLOR.quiet, { size: 24, weight: 400, linesMax: 1 })
  return { width: SIZE, height: SIZE, shapes }
}

/** Smaller where it would not fit, down to half; beyond that the last line is what fits. */
function sizeThatFits(text: string, setting: TextSetting): number {
  let { size } = setting
  while (size > setting.size / 2 && !fits(text, { ...setting, size })) size -= 1
  return size
}

function marksBar(marks: NonNullable<BadgeWords['marks']>, direction: 'ltr' | 'rtl'): Shape[] {
  let start = 0
  return [
    { share: marks.computer, color: COLOR.ink },
    { share: marks.peers, color: COLOR.accent },
    { share: marks.educators, color: COLOR.half },
  ].map(({ share, color }) => {
    const width = share * WIDTH
    const x = direction === 'rtl' ? SIZE - MARGIN - start - width : MARGIN + start
    start += width
    return { color, commands: rectangle(x, SIZE - 104, width, 18) }
  })
}

export function moved(commands: Command[], x: number, y: number): Command[] {
  return commands.map((command) => {
    if (command.to === 'Z') return command
    const end = { x: command.x + x, y: command.y + y }
    if (command.to === 'M' || command.to === 'L') return { to: command.to, ...end }
    const first = { x1: command.x1 + x, y1: command.y1 + y }
    if (command.to === 'Q') return { to: 'Q', ...first, ...end }
    return { to: 'C', ...first, x2: command.x2 + x, y2: command.y2 + y, ...end }
  })
}
