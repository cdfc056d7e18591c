import { scaleLinear } from 'd3-scale'
import type { Locale } from '../../domain/locales.ts'
import { formatPercent } from '../format.ts'

export interface Bar {
  label: string
  /** Of all who are counted, 0 to 1. */
  share: number
  kind?: 'accent' | 'ink' | 'hatched'
}

const width = 420
const rowHeight = 24

/**
 * Shares of people as bars, one under the other, each with its words before it and its number after it. In
 * right-to-left pages the bars still grow to the right, as the curves do.
 */
export function Bars({
  locale,
  bars,
  title,
  description = title,
  id,
  labelWidth = 64,
}: {
  locale: Locale
  bars: Bar[]
  title: string
  description?: string
  /** Of the hatching, where a bar has it: for people who said nothing. */
  id?: string
  /** Room for the words, in units of a width of 420. */
  labelWidth?: number
}) {
  const x = scaleLinear([0, Math.max(0.01, ...bars.map((bar) => bar.share))], [0, width - labelWidth - 54])
  return (
    <svg
      class="chart"
      viewBox={`0 0 ${width} ${bars.length * rowHeight}`}
      role="img"
      aria-label={title}
      direction="ltr"
    >
      <title>{title}</title>
      <desc>{description}</desc>
      {id && (
        <defs>
          <pattern id={id} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
            <path class="hatch" d="M0 0V7" />
          </pattern>
        </defs>
      )}
      {bars.map((bar, k) => (
        <g key={bar.label} class="chart-words" transform={`translate(0 ${k * rowHeight})`}>
          <text x={labelWidth - 8} y="16" text-anchor="end">
            {bar.label}
          </text>
          <rect
            class={`share-${bar.kind ?? 'accent'}`}
            x={labelWidth}
            y="4"
            height="16"
            width={Math.max(1, Math.round(x(bar.share)))}
            fill={bar.kind === 'hatched' && id ? `url(#${id})` : undefined}
          />
          <text x={labelWidth + Math.round(x(bar.share)) + 6} y="16">
            {formatPercent(locale, bar.share, bar.share < 0.1 ? 1 : 0)}
          </text>
        </g>
      ))}
    </svg>
  )
}
