import type { Command, Drawing } from './outline.ts'

/** Lines of samples in each row of dots; along a row coverage is exact. */
const SAMPLES = 4
const CURVE_STEPS = 8

type Edge = { x: number; y: number; slope: number; bottom: number; winding: 1 | -1 }

/**
 * Draws a picture on opaque paper, antialiased: for each line of samples the crossings with the outlines are sorted, and
 * what lies inside by the non-zero rule covers its dots in part or whole.
 * @returns RGBA, 8 bits each, row by row
 */
export function rasterise(drawing: Drawing, width: number, paper: `#${string}` = '#ffffff'): Buffer {
  const scale = width / drawing.width
  const height = Math.round(drawing.height * scale)
  const pixels = Buffer.alloc(width * height * 4, 255)
  fill(pixels, paper)
  for (const { commands, color } of drawing.shapes) {
    const edges = edgesOf(commands, scale).toSorted((a, b) => a.y - b.y)
    paintShape(pixels, { width, height }, edges, rgbOf(color))
  }
  return pixels
}

function fill(pixels: Buffer, color: string): void {
  const [r, g, b] = rgbOf(color)
  for (let at = 0; at < pixels.length; at += 4) {
    pixels[at] = r
    pixels[at + 1] = g
    pixels[at + 2] = b
  }
}

function paintShape(
  pixels: Buffer,
  { width, height }: { width: number; height: number },
  edges: Edge[],
  color: [number, number, number],
): void {
  const coverage = new Float32Array(width)
  let waiting = 0
  let open: Edge[] = []
  for (let row = 0; row < height; row += 1) {
    coverage.fill(0)
    let isTouched = false
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      const y = row + (sample + 0.5) / SAMPLES
      for (let next = edges[waiting]; next && next.y <= y; next = edges[waiting]) {
        open.push(next)
        waiting += 1
      }
      open = open.filter((edge) => edge.bottom > y)
      if (open.length > 0) isTouched = coverLine(coverage, open, y) || isTouched
    }
    if (isTouched) blendRow(pixels, row * width * 4, coverage, color)
  }
}

function coverLine(coverage: Float32Array, open: Edge[], y: number): boolean {
  const crossings = open
    .map((edge) => ({ x: edge.x + (y - edge.y) * edge.slope, winding: edge.winding }))
    .toSorted((a, b) => a.x - b.x)
  let winding = 0
  let from = 0
  let isTouched = false
  for (const crossing of crossings) {
    if (winding === 0) from = crossing.x
    winding += crossing.winding
    if (winding === 0 && crossing.x > from) {
      coverSpan(coverage, from, crossing.x)
      isTouched = true
    }
  }
  return isTouched
}

function coverSpan(coverage: Float32Array, from: number, to: number): void {
  const start = Math.max(0, from)
  const end = Math.min(coverage.length, to)
  for (let x = Math.floor(start); x < end; x += 1) {
    coverage[x]! += (Math.min(end, x + 1) - Math.max(start, x)) / SAMPLES
  }
}

function blendRow(
  pixels: Buffer,
  start: number,
  coverage: Float32Array,
  color: [number, number, number],
): void {
  for (const [x, share] of coverage.entries()) {
    if (share === 0) continue
    const part = Math.min(1, share)
    for (let channel = 0; channel < 3; channel += 1) {
      const at = start + x * 4 + channel
      pixels[at] = Math.round(pixels[at]! * (1 - part) + color[channel]! * part)
    }
  }
}

function edgesOf(commands: Command[], scale: number): Edge[] {
  const edges: Edge[] = []
  let [x, y, startX, startY] = [0, 0, 0, 0]
  const lineTo = (toX: number, toY: number) => {
    addEdge(edges, x * scale, y * scale, toX * scale, toY * scale)
    x = toX
    y = toY
  }
  for (const command of commands) {
    if (command.to === 'M') {
      lineTo(startX, startY)
      ;[x, y, startX, startY] = [command.x, command.y, command.x, command.y]
    } else if (command.to === 'L') lineTo(command.x, command.y)
    else if (command.to === 'Z') lineTo(startX, startY)
    else for (const [px, py] of flattened(x, y, command)) lineTo(px, py)
  }
  lineTo(startX, startY)
  return edges
}

function flattened(
  x: number,
  y: number,
  curve: Extract<Command, { to: 'Q' } | { to: 'C' }>,
): [number, number][] {
  return Array.from({ length: CURVE_STEPS }, (_, index): [number, number] => {
    const t = (index + 1) / CURVE_STEPS
    const u = 1 - t
    if (curve.to === 'Q')
      return [
        u * u * x + 2 * u * t * curve.x1 + t * t * curve.x,
        u * u * y + 2 * u * t * curve.y1 + t * t * curve.y,
      ]
    return [
      u ** 3 * x + 3 * u * u * t * curve.x1 + 3 * u * t * t * curve.x2 + t ** 3 * curve.x,
      u ** 3 * y + 3 * u * u * t * curve.y1 + 3 * u * t * t * curve.y2 + t ** 3 * curve.y,
    ]
  })
}

function addEdge(edges: Edge[], x1: number, y1: number, x2: number, y2: number): void {
  if (y1 === y2) return
  const slope = (x2 - x1) / (y2 - y1)
  if (y1 < y2) edges.push({ x: x1, y: y1, slope, bottom: y2, winding: 1 })
  else edges.push({ x: x2, y: y2, slope, bottom: y1, winding: -1 })
}

function rgbOf(color: string): [number, number, number] {
  const value = Number.parseInt(color.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}
