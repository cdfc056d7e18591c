export interface SharePart {
  /** Of the whole, 0 to 1. */
  share: number
  kind: 'ink' | 'accent' | 'half' | 'hatched'
  label: string
}

const width = 400
const height = 18
const gap = 2

/**
 * Shares of a whole as one bar; the last part may be hatched: those who said nothing. The labels stand under it as
 * text, so that colour carries no meaning alone.
 */
export function SharesBar({ title, parts, id }: { title: string; parts: SharePart[]; id: string }) {
  const visible = parts.filter((part) => part.share > 0)
  const starts = visible.map((_, k) => visible.slice(0, k).reduce((sum, part) => sum + part.share, 0))
  return (
    <>
      <svg
        class="shares"
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={title}
      >
        <title>{title}</title>
        <defs>
          <pattern id={id} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
            <path class="hatch" d="M0 0V7" />
          </pattern>
        </defs>
        {visible.map((part, k) => (
          <rect
            key={part.label}
            class={`share-${part.kind}`}
            x={round(starts[k]! * width)}
            y="0"
            width={round(Math.max(1, part.share * width - (k < visible.length - 1 ? gap : 0)))}
            height={height}
            fill={part.kind === 'hatched' ? `url(#${id})` : undefined}
          />
        ))}
      </svg>
      <p class="key">
        {parts.map((part) => (
          <span key={part.label} class={`key-${part.kind}`}>
            {part.label}
          </span>
        ))}
      </p>
    </>
  )
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
