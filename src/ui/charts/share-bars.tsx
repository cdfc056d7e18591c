import { scaleLinear } from 'd3-scale'
import type { Locale } from '../../domain/locales.ts'
import { formatPercent } from '../format.ts'

export interface ShareBar {
  label: string
  value: number
  lower?: number
  upper?: number
}

const width = 420
const rowHeight = 40
const edge = { start: 2, end: 58 }

/**
 * Shares on one scale from 0 to 100 %, each with its interval as a line over the end of its bar. The words stand above
 * the bars, so that long ones have room on a phone.
 */
export function ShareBars({
  locale,
  bars,
  title,
  description,
}: {
  locale: Locale
  bars: ShareBar[]
  title: string
  /** Every bar in words. */
  description: string
}) {
  const x = scaleLinear([0, 1], [edge.start, width - edge.end])
  const at = (share: number) => Math.round(x(share) * 10) / 10
  return (
    <svg
      class="chart"
      viewBox={`0 0 ${width} ${bars.length * rowHeight}`}
      role="img"
      aria-label={`${title}. ${description}`}
      direction="ltr"
    >
      <title>{title}</title>
      <desc>{description}</desc>
      {bars.map(({ label, value, lower, upper }, k) => (
        <g key={label} class="chart-words" transform={`translate(0 ${k * rowHeight})`}>
          <text x={edge.start} y="13">
            {label}
          </text>
          <path class="chart-axis" d={`M${at(0)} 18V36`} />
          <rect class="share-half" x={at(0)} y="20" height="14" width={Math.max(1, at(value) - at(0))} />
          {lower !== undefined && upper !== undefined && (
            <path
              class="chart-error"
              d={`M${at(lower)} 27H${at(upper)}M${at(lower)} 23V31M${at(upper)} 23V31`}
            />
          )}
          <text class="chart-value" x={width} y="32" text-anchor="end">
            {formatPercent(locale, value, value > 0 && value < 0.1 ? 1 : 0)}
          </text>
        </g>
      ))}
    </svg>
  )
}
