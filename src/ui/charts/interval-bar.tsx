import { scaleLinear } from 'd3-scale'

const width = 200
const height = 22

/** One share with its interval on a line from 0 to 100: for comparing columns side by side. */
export function IntervalBar({
  value,
  lower,
  upper,
  title,
}: {
  value: number
  lower: number
  upper: number
  title: string
}) {
  const x = scaleLinear([0, 1], [6, width - 6])
  const at = (share: number) => Math.round(x(share) * 10) / 10
  return (
    <svg class="interval" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title} direction="ltr">
      <title>{title}</title>
      <path class="chart-axis" d={`M${at(0)} 11H${at(1)}M${at(0)} 7V15M${at(1)} 7V15`} />
      <rect class="chart-band" x={at(lower)} y="5" width={Math.max(2, at(upper) - at(lower))} height="12" />
      <circle class="share-accent" cx={at(value)} cy="11" r="4.5" />
    </svg>
  )
}
