import { scaleLinear } from 'd3-scale'
import { renderToStaticMarkup } from 'preact-render-to-string'
import { directionOf, type Locale } from '../../domain/locales.ts'
import { boundsPerHundred, formatAmount, perHundred, sayNone } from '../../ui/figure-text.ts'
import { formatDate, formatMoney, formatNumber, formatPercent } from '../../ui/format.ts'
import type { LabelFigures } from '../outcomes/api.ts'
import { type FigureLookup, figureLookup, type MeasuredFigure } from './figure-lookup.ts'
import { messages } from './messages.ts'
import type { CredentialDetails } from './queries.ts'
import { sayWeeks } from './words.ts'

/** The one style sheet inside the image; light and dark as the reader's device says. */
export const labelImageStyle = `.p{fill:#fffefb}.r{fill:#15171c}.i{fill:#15171c}.q{fill:#565b66}.a{fill:#0a5f56}.b{fill:#0a5f56;opacity:.25}.l{stroke:#15171c}.n{fill:none}
text{font-family:ui-sans-serif,system-ui,"Segoe UI",Roboto,Arial,"Noto Sans Arabic",sans-serif;font-size:13px}.h{font-size:30px;font-weight:800}.t{font-size:15px;font-weight:700}.f{font-size:20px;font-family:"Iowan Old Style",Charter,Palatino,Georgia,"Noto Naskh Arabic",serif;font-weight:600}.s{font-size:12px}
@media (prefers-color-scheme:dark){.p{fill:#1b1e23}.r,.i{fill:#eceae4}.q{fill:#a7abb3}.a,.b{fill:#63cdbb}.l{stroke:#d8d5cd}}`

const width = 480
const margin = 20
const rowHeight = 70

interface ImageRow {
  title: string
  figure: string
  of: string
  isMissing?: boolean
  interval?: { value: number; lower: number; upper: number }
}

/**
 * The label as an image for places that take nothing else: the headline figures of the last release, as text in an
 * SVG without script. Its title and description say the same in words.
 */
export function labelImage(
  locale: Locale,
  credential: CredentialDetails,
  label: LabelFigures,
  publicUrl: string,
): string {
  const t = messages(locale)
  const rows = imageRows(locale, credential, figureLookup(label))
  const height = 118 + rows.length * rowHeight + 26
  const about = [
    label.release && t('figuresOf', { date: formatDate(locale, label.release.asOf) }),
    label.simulated && t('simulated'),
    credential.provider.demonstration && t('imageInvented'),
  ].filter(Boolean)
  const start = directionOf(locale) === 'rtl' ? width - margin : margin
  const end = width - start
  return renderToStaticMarkup(
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-labelledby="label-image-title label-image-desc"
      direction={directionOf(locale)}
      lang={locale}
    >
      <title id="label-image-title">{`${t('labelTitle')}: ${credential.title}`}</title>
      <desc id="label-image-desc">
        {rows.map((row) => `${row.title}: ${row.figure}. ${row.of}`).join(' ')}
      </desc>
      <style dangerouslySetInnerHTML={{ __html: labelImageStyle }} />
      <rect class="p" width={width} height={height} />
      <rect class="l n" x="1" y="1" width={width - 2} height={height - 2} stroke-width="2" />
      <text class="i h" x={start} y="44">
        {t('labelTitle')}
      </text>
      <text class="i t" x={start} y="70">
        {clipped(credential.title, 52)}
      </text>
      <text class="q s" x={start} y="89">
        {clipped([credential.provider.name, ...about].join(' · '), 66)}
      </text>
      <rect class="r" x={margin} y="100" width={width - 2 * margin} height="9" />
      {rows.map((row, k) => (
        <Row key={row.title} row={row} top={118 + k * rowHeight} start={start} end={end} />
      ))}
      <text
        class="q s"
        x={start}
        y={height - 12}
        direction="ltr"
        text-anchor={start === margin ? 'start' : 'end'}
      >
        {clipped(publicUrl.replace(/^https?:\/\//, ''), 70)}
      </text>
    </svg>,
  )
}

function Row({ row, top, start, end }: { row: ImageRow; top: number; start: number; end: number }) {
  const x = scaleLinear([0, 1], [width - margin - 130, width - margin])
  const at = (share: number) => Math.round(x(share) * 10) / 10
  return (
    <>
      <text class="i t" x={start} y={top + 17}>
        {row.title}
      </text>
      <text class={row.isMissing ? 'q' : 'a f'} x={end} y={top + 18} text-anchor="end">
        {clipped(row.figure, 34)}
      </text>
      <text class="q s" x={start} y={top + (row.interval ? 54 : 42)}>
        {clipped(row.of, 74)}
      </text>
      {row.interval && (
        <>
          <path class="l" d={`M${at(0)} ${top + 33}H${at(1)}`} stroke-width="1" />
          <rect
            class="b"
            x={at(row.interval.lower)}
            y={top + 28}
            width={Math.max(2, at(row.interval.upper) - at(row.interval.lower))}
            height="10"
          />
          <circle class="a" cx={at(row.interval.value)} cy={top + 33} r="4" />
        </>
      )}
      <path class="l" d={`M${margin} ${top + rowHeight - 8}H${width - margin}`} stroke-width="1" />
    </>
  )
}

function imageRows(locale: Locale, credential: CredentialDetails, figures: FigureLookup): ImageRow[] {
  const t = messages(locale)
  const missing = (title: string, name: string, grouping?: string): ImageRow => ({
    title,
    figure: '–',
    of: sayNone(locale, figures.figure(name, grouping)),
    isMissing: true,
  })
  const { priceMinor, currency } = credential
  return [
    finishRow(locale, figures) ?? missing(t('rowFinish'), 'completed_12_months'),
    timeRow(locale, credential, figures) ?? missing(t('rowTime'), 'weeks_to_complete', 'quantile=0.5'),
    priceMinor === null || currency === null
      ? { title: t('rowCost'), figure: t('free'), of: t('costFreeMeasured') }
      : (costRow(locale, priceMinor, currency, figures) ??
        missing(t('rowCost'), 'paid_completed', 'quantile=0.5')),
    handsRow(locale, figures) ?? missing(t('rowHands'), 'doing_share_of_time'),
    marksRow(locale, figures) ?? missing(t('rowMarks'), 'marked_by', 'by=educators'),
    ratingsRow(locale, figures) ?? missing(t('rowRatings'), 'rating_coverage'),
  ]
}

function finishRow(locale: Locale, figures: FigureLookup): ImageRow | undefined {
  const t = messages(locale)
  const year = figures.measured('completed_12_months')
  if (!year) return undefined
  const { count, isLess, isMore } = perHundred(year.value)
  const counts = {
    numerator: formatNumber(locale, year.numerator ?? 0),
    denominator: formatNumber(locale, year.denominator ?? 0),
  }
  const bounds = boundsPerHundred(year)
  return {
    title: t('rowFinish'),
    figure: isLess ? t('finishLess') : isMore ? t('finishMore') : t('finishWords', { count }),
    of: bounds ? t('within12', { ...bounds, ...counts }) : t('within12Plain', counts),
    interval: { value: year.value, lower: year.lower ?? year.value, upper: year.upper ?? year.value },
  }
}

function timeRow(locale: Locale, credential: CredentialDetails, figures: FigureLookup): ImageRow | undefined {
  const t = messages(locale)
  const [hours, weeks] = [median(figures, 'hours_to_complete'), median(figures, 'weeks_to_complete')]
  if (!hours || !weeks) return undefined
  const pair = (h: number, w: number) =>
    t('timePair', { hours: formatAmount(locale, h), weeks: sayWeeks(locale, w) })
  return {
    title: t('rowTime'),
    figure: pair(hours.value, weeks.value),
    of: t('imageTime', { stated: pair(credential.effortHours, credential.advertisedWeeks) }),
  }
}

function costRow(
  locale: Locale,
  priceMinor: number,
  currency: string,
  figures: FigureLookup,
): ImageRow | undefined {
  const t = messages(locale)
  const paid = median(figures, 'paid_completed')
  if (!paid) return undefined
  const money = (minor: number) => formatMoney(locale, minor, currency)
  return {
    title: t('rowCost'),
    figure: `${money(paid.value)} ${t('costToFinish')}`,
    of: t('imageTime', { stated: t('priceMonthly', { price: money(priceMinor) }) }),
  }
}

function handsRow(locale: Locale, figures: FigureLookup): ImageRow | undefined {
  const t = messages(locale)
  const time = figures.measured('doing_share_of_time')
  const marks = figures.measured('doing_share_of_marks')
  if (!time) return undefined
  return {
    title: t('rowHands'),
    figure: t('handsTime', { share: formatPercent(locale, time.value) }),
    of: marks ? t('handsMarks', { share: formatPercent(locale, marks.value) }) : '',
  }
}

function marksRow(locale: Locale, figures: FigureLookup): ImageRow | undefined {
  const t = messages(locale)
  const [computer, peers, educators] = ['computer', 'peers', 'educators'].map((who) =>
    figures.measured('marked_by', `by=${who}`),
  )
  if (!computer || !peers || !educators) return undefined
  const share = ({ value }: MeasuredFigure) => formatPercent(locale, value)
  return {
    title: t('rowMarks'),
    figure: t('keyEducators', { share: share(educators) }),
    of: t('marksBar', { computer: share(computer), peers: share(peers), educators: share(educators) }),
  }
}

function ratingsRow(locale: Locale, figures: FigureLookup): ImageRow | undefined {
  const t = messages(locale)
  const coverage = figures.measured('rating_coverage')
  if (!coverage) return undefined
  const [mean, lowest, highest] = ['rating_mean', 'rating_mean_lowest', 'rating_mean_highest'].map((name) => {
    const figure = figures.measured(name)
    return figure && formatNumber(locale, figure.value, 1)
  })
  return {
    title: t('rowRatings'),
    figure: t('ratingsCoverage', { count: Math.round(coverage.value * 100) }),
    of: mean && lowest && highest ? t('imageRatings', { mean, lowest, highest }) : '',
  }
}

function median(figures: FigureLookup, name: string): MeasuredFigure | undefined {
  return figures.measured(name, 'quantile=0.5')
}

// An image can't wrap: what is too long for its line ends in dots, and is whole in the description.
function clipped(text: string, charactersMax: number): string {
  const characters = [...text]
  return characters.length <= charactersMax ? text : `${characters.slice(0, charactersMax - 1).join('')}…`
}
