import { scaleLinear } from 'd3-scale'
import type { Locale } from '../../domain/locales.ts'
import { formatNumber } from '../format.ts'

const width = 420
const besideWidth = 170
const besideLettersMax = 26

/**
 * Counts by name, one under the other, the largest filling the width. Names stand beside the bars, or above them where
 * one is too long for that.
 */
export function CountBars({
  locale,
  counts,
  title,
  description,
}: {
  locale: Locale
  counts: readonly (readonly [name: string, count: number])[]
  title: string
  /** Every bar in words. */
  description: string
}) {
  const isBeside = counts.every(([name]) => name.length <= besideLettersMax)
  const start = isBeside ? besideWidth : 2
  const rowHeight = isBeside ? 26 : 40
  const barTop = isBeside ? 5 : 20
  const x = scaleLinear([0, Math.max(1, ...counts.map(([, count]) => count))], [0, width - start - 50])
  return (
    <svg
      class="chart"
      viewBox={`0 0 ${width} ${counts.length * rowHeight}`}
      role="img"
      aria-label={`${title}. ${description}`}
      direction="ltr"
    >
      <title>{title}</title>
      <desc>{description}</desc>
      {counts.map(([name, count], k) => (
        <g key={name} class="chart-words" transform={`translate(0 ${k * rowHeight})`}>
          {isBeside ? (
            <text x={start - 8} y="17" text-anchor="end">
              {name}
            </text>
          ) : (
            <text x={start} y="14">
              {shortened(name)}
            </text>
          )}
          <rect
            class="share-half"
            x={start}
            y={barTop}
            height="14"
            width={Math.max(1, Math.round(x(count)))}
          />
          <text class="chart-value" x={start + Math.round(x(count)) + 6} y={barTop + 12}>
            {formatNumber(locale, count, 0)}
          </text>
        </g>
      ))}
    </svg>
  )
}

// What stands above a bar has room for a line; the table has it whole.
function shortened(name: string): string {
  return name.length > 66 ? `${name.slice(0, 65)}…` : name
}
