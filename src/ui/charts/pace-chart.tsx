import { scaleLinear } from 'd3-scale'
import { area, curveMonotoneX, line } from 'd3-shape'
import type { Locale } from '../../domain/locales.ts'
import { formatPercent } from '../format.ts'

export interface PacePoint {
  day: number
  /** Of those still at it, the share who finish in a week. */
  rate: number
}

const width = 420
const height = 150
const edge = { start: 44, end: 12, top: 12, bottom: 26 }

/** When people finish: the weekly share of those still at it, smoothed, by time since enrolling. */
export function PaceChart({
  locale,
  points,
  advertisedDays,
  says,
}: {
  locale: Locale
  points: PacePoint[]
  advertisedDays: number
  says: { title: string; description: string; start: string; advertised: string; end: string }
}) {
  const daysMax = Math.max(...points.map((point) => point.day))
  const peak = Math.max(0.001, ...points.map((point) => point.rate))
  const x = scaleLinear([0, daysMax], [edge.start, width - edge.end])
  const y = scaleLinear([0, peak * 1.1], [height - edge.bottom, edge.top])
  const path = line<PacePoint>()
    .x((point) => x(point.day))
    .y((point) => y(point.rate))
    .curve(curveMonotoneX)
    .digits(1)
  const below = area<PacePoint>()
    .x((point) => x(point.day))
    .y0(y(0))
    .y1((point) => y(point.rate))
    .curve(curveMonotoneX)
    .digits(1)
  const isInside = advertisedDays < daysMax
  const share = advertisedDays / daysMax
  return (
    <svg class="chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={says.title} direction="ltr">
      <title>{says.title}</title>
      <desc>{says.description}</desc>
      <g class="chart-grid">
        <path d={`M${edge.start} ${y(peak).toFixed(1)}H${width - edge.end}`} />
      </g>
      <path class="chart-axis" d={`M${edge.start} ${y(0)}H${width - edge.end}`} />
      <g class="chart-accent">
        <path class="chart-band" d={below(points) ?? ''} />
        <path class="chart-line" d={path(points) ?? ''} />
      </g>
      {isInside && <path class="chart-mark" d={`M${x(advertisedDays).toFixed(1)} ${edge.top}V${y(0)}`} />}
      <g class="chart-words">
        <text x={edge.start - 5} y={y(peak) + 4} text-anchor="end">
          {formatPercent(locale, peak, 1)}
        </text>
        <text x={edge.start - 5} y={y(0) + 4} text-anchor="end">
          {formatPercent(locale, 0)}
        </text>
        {!(isInside && share < 0.22) && (
          <text x={edge.start} y={height - 8}>
            {says.start}
          </text>
        )}
        {isInside && (
          <text
            x={x(advertisedDays).toFixed(1)}
            y={height - 8}
            text-anchor={share < 0.25 ? 'start' : share > 0.7 ? 'end' : 'middle'}
          >
            {says.advertised}
          </text>
        )}
        {!(isInside && share > 0.7) && (
          <text x={width - edge.end} y={height - 8} text-anchor="end">
            {says.end}
          </text>
        )}
      </g>
    </svg>
  )
}
