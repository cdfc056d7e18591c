/** A picture as filled outlines: the one form that becomes SVG, PNG and a part of a PDF alike. Units are its own. */
export interface Drawing {
  width: number
  height: number
  shapes: Shape[]
}

export interface Shape {
  /** '#rrggbb' */
  color: `#${string}`
  commands: Command[]
}

/** Absolute coordinates: move, line, quadratic and cubic curve, close. */
export type Command =
  | { to: 'M'; x: number; y: number }
  | { to: 'L'; x: number; y: number }
  | { to: 'Q'; x1: number; y1: number; x: number; y: number }
  | { to: 'C'; x1: number; y1: number; x2: number; y2: number; x: number; y: number }
  | { to: 'Z' }

export function rectangle(x: number, y: number, width: number, height: number): Command[] {
  return [
    { to: 'M', x, y },
    { to: 'L', x: x + width, y },
    { to: 'L', x: x + width, y: y + height },
    { to: 'L', x, y: y + height },
    { to: 'Z' },
  ]
}

/** A frame between two rectangles: the inner one runs the other way round, so that it stays empty. */
export function frame(inset: number, width: number, height: number, line: number): Command[] {
  const inner = inset + line
  return [
    ...rectangle(inset, inset, width - 2 * inset, height - 2 * inset),
    { to: 'M', x: inner, y: inner },
    { to: 'L', x: inner, y: height - inner },
    { to: 'L', x: width - inner, y: height - inner },
    { to: 'L', x: width - inner, y: inner },
    { to: 'Z' },
  ]
}

/** The commands as the `d` of an SVG path, rounded to a hundredth. */
export function pathData(commands: Command[]): string {
  const n = (value: number) => String(Math.round(value * 100) / 100)
  return commands
    .map((command) => {
      if (command.to === 'Z') return 'Z'
      if (command.to === 'Q') return `Q${[command.x1, command.y1, command.x, command.y].map(n).join(' ')}`
      if (command.to === 'C')
        return `C${[command.x1, command.y1, command.x2, command.y2, command.x, command.y].map(n).join(' ')}`
      return `${command.to}${n(command.x)} ${n(command.y)}`
    })
    .join('')
}
