import { scaleLinear } from 'd3-scale'
import { area, curveStepAfter, line } from 'd3-shape'
import type { Locale } from '../../domain/locales.ts'
import { formatPercent } from '../format.ts'

export interface CurvePoint {
  day: number
  value: number
  lower: number
  upper: number
}

export interface CurveSeries {
  /** Steps in order of day, without the start at 0; the last one is where the curve ends. */
  points: CurvePoint[]
  /** Stands at the end of the line, in its colour: "finished 28 %". */
  label: string
  kind: 'accent' | 'ink'
}

interface CompletionCurveProps {
  locale: Locale
  series: CurveSeries[]
  daysMax: number
  /** Drawn as a dashed line; left out where it lies outside. */
  advertisedDays?: number
  says: { title: string; description: string; start: string; advertised: string; end: string }
}

const width = 420
const height = 150
const edge = { start: 36, end: 10, top: 18, bottom: 26 }

/**
 * Shares over time with their intervals as shaded bands. Steps, because that is what was published. In right-to-left
 * pages time still runs from left to right, as number lines do in Arabic print.
 */
export function CompletionCurve({ locale, series, daysMax, advertisedDays, says }: CompletionCurveProps) {
  const highest = niceTop(Math.max(0.05, ...series.flatMap(({ points }) => points.map(({ upper }) => upper))))
  const x = scaleLinear([0, daysMax], [edge.start, width - edge.end])
  const y = scaleLinear([0, highest], [height - edge.bottom, edge.top])
  const band = area<CurvePoint>()
    .x((point) => x(point.day))
    .y0((point) => y(point.lower))
    .y1((point) => y(point.upper))
    .curve(curveStepAfter)
    .digits(1)
  const path = line<CurvePoint>()
    .x((point) => x(point.day))
    .y((point) => y(point.value))
    .curve(curveStepAfter)
    .digits(1)
  const lines = [highest, highest / 2]
  const isInside = advertisedDays !== undefined && advertisedDays < daysMax
  // Its words would run over those of the start.
  const isNearStart = isInside && advertisedDays / daysMax < 0.22
  const labels = labelHeights(series.map(({ points }) => y(points.at(-1)?.value ?? 0)))
  return (
    <svg class="chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={says.title} direction="ltr">
      <title>{says.title}</title>
      <desc>{says.description}</desc>
      <g class="chart-grid">
        {lines.map((share) => (
          <path key={share} d={`M${edge.start} ${y(share)}H${width - edge.end}`} />
        ))}
      </g>
      <path class="chart-axis" d={`M${edge.start} ${y(0)}H${width - edge.end}`} />
      {isInside && <path class="chart-mark" d={`M${round(x(advertisedDays))} ${edge.top}V${y(0)}`} />}
      {series.map(({ points, label, kind }, k) => {
        const all = [{ day: 0, value: 0, lower: 0, upper: 0 }, ...points]
        return (
          <g key={label} class={`chart-${kind}`}>
            <path class="chart-band" d={band(all) ?? ''} />
            <path class="chart-line" d={path(all) ?? ''} />
            <text
              class="chart-label"
              x={round(x(points.at(-1)?.day ?? 0))}
              y={round(labels[k]!)}
              text-anchor="end"
            >
              {isolated(label)}
            </text>
          </g>
        )
      })}
      <g class="chart-words">
        {[...lines, 0].map((share) => (
          <text key={share} x={edge.start - 5} y={y(share) + 4} text-anchor="end">
            {formatPercent(locale, share, share < 0.05 ? 1 : 0)}
          </text>
        ))}
        {!isNearStart && (
          <text x={edge.start} y={height - 8}>
            {says.start}
          </text>
        )}
        {isInside && (
          <text x={round(x(advertisedDays))} y={height - 8} text-anchor={anchorAt(advertisedDays / daysMax)}>
            {says.advertised}
          </text>
        )}
        <text x={width - edge.end} y={height - 8} text-anchor="end">
          {says.end}
        </text>
      </g>
    </svg>
  )
}

// Words stand above the ends of their lines; of two that would touch the lower ones stand below theirs.
function labelHeights(ends: number[]): number[] {
  const heights = ends.map((end) => end - 7)
  const order = heights.map((_, k) => k).sort((a, b) => heights[a]! - heights[b]!)
  for (const [place, k] of order.entries()) {
    const above = order[place - 1]
    if (above !== undefined && heights[k]! - heights[above]! < 14)
      heights[k] = Math.max(heights[above]! + 14, ends[k]! + 14)
  }
  const lowest = Math.max(...heights)
  // The axis has words of its own below it.
  const over = Math.max(0, lowest - (height - edge.bottom - 3))
  return heights.map((one) => Math.max(11, one - over))
}

// Words of another direction than the chart's keep their own order (Unicode's first strong isolate).
function isolated(text: string): string {
  return `\u2068${text}\u2069`
}

function niceTop(share: number): number {
  return [0.1, 0.2, 0.4, 0.6, 0.8, 1].find((top) => share <= top) ?? 1
}

// Words near the ends must not run over the words that stand there.
function anchorAt(share: number): 'start' | 'middle' | 'end' {
  return share < 0.25 ? 'start' : share > 0.75 ? 'end' : 'middle'
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
