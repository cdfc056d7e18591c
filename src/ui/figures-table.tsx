import type { Figure } from '../domain/figure.ts'
import type { Locale } from '../domain/locales.ts'
import { figureMessages } from './figure.messages.ts'
import { sayNone, sayValue } from './figure-text.ts'
import { formatDate, formatNumber } from './format.ts'

export interface FigureLine {
  key: string
  title: string
  figure: Figure
  asOf: Date
  currency: string | null
  /** The page that says how it is computed. */
  methodHref?: string | undefined
}

/** Figures with their intervals, and who was counted in words: the table behind a chart or a row of the label. */
export function FiguresTable({
  locale,
  title,
  lines,
  releasedOf,
}: {
  locale: Locale
  /** What the table is of: a page may have several. */
  title: string
  lines: FigureLine[]
  /** A figure of an earlier date says so. */
  releasedOf: Date | undefined
}) {
  const t = figureMessages(locale)
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={title}>
      <table class="plain figures">
        <thead>
          <tr>
            <th scope="col">{t('colFigure')}</th>
            <th scope="col">{t('colValue')}</th>
            <th scope="col">{t('colInterval')}</th>
            <th scope="col">{t('colPeople')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ key, title, figure, asOf, currency, methodHref }) => (
            <tr key={key}>
              <th scope="row">{methodHref ? <a href={methodHref}>{title}</a> : title}</th>
              {figure.status === 'measured' ? (
                <>
                  <td class="num">{sayValue(locale, figure, figure.value!, currency)}</td>
                  <td class="num">{sayInterval(locale, figure, currency)}</td>
                </>
              ) : (
                <td colSpan={2}>
                  <span class="none">{sayNone(locale, figure)}</span>
                </td>
              )}
              <td>
                <Counted locale={locale} figure={figure} />
                {releasedOf && asOf < releasedOf && (
                  <small> ({t('olderFigure', { date: formatDate(locale, asOf) })})</small>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

// Who was counted is part of the figure itself and published in English.
function Counted({ locale, figure }: { locale: Locale; figure: Figure }) {
  const { numerator, population } = figure
  return (
    <>
      {numerator !== undefined &&
        `${figureMessages(locale)('ofWhom', { n: formatNumber(locale, numerator) })} `}
      <bdi lang="en">{population}</bdi>
      {figure.status === 'measured' && figure.why && (
        <small> ({figureMessages(locale)('numberNotSaid')})</small>
      )}
    </>
  )
}

function sayInterval(locale: Locale, figure: Figure, currency: string | null): string {
  if (figure.lower === undefined || figure.upper === undefined) return '–'
  const say = (value: number) => sayValue(locale, figure, value, currency)
  return `${say(figure.lower)} – ${say(figure.upper)}`
}
