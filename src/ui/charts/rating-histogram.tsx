import { scaleLinear } from 'd3-scale'
import type { Locale } from '../../domain/locales.ts'
import { formatPercent } from '../format.ts'

export interface RatingBin {
  /** "5" or "1–2" stars. */
  stars: string
  /** Of those who rated. */
  share: number
}

const width = 420
const rowHeight = 24
const labelWidth = 64

/** How many gave which rating, among those who rated. The silent ones have their own bar elsewhere. */
export function RatingHistogram({
  locale,
  bins,
  title,
}: {
  locale: Locale
  bins: RatingBin[]
  title: string
}) {
  const x = scaleLinear([0, Math.max(0.01, ...bins.map((bin) => bin.share))], [0, width - labelWidth - 54])
  const rows = bins.toReversed()
  return (
    <svg
      class="chart"
      viewBox={`0 0 ${width} ${rows.length * rowHeight}`}
      role="img"
      aria-label={title}
      direction="ltr"
    >
      <title>{title}</title>
      {rows.map((bin, k) => (
        <g key={bin.stars} class="chart-words" transform={`translate(0 ${k * rowHeight})`}>
          <text x={labelWidth - 8} y="16" text-anchor="end">
            {bin.stars} ★
          </text>
          <rect
            class="share-accent"
            x={labelWidth}
            y="4"
            height="16"
            width={Math.max(1, Math.round(x(bin.share)))}
          />
          <text x={labelWidth + Math.round(x(bin.share)) + 6} y="16">
            {formatPercent(locale, bin.share)}
          </text>
        </g>
      ))}
    </svg>
  )
}
