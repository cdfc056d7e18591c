import type { Figure } from '../../domain/figure.ts'
import type { Locale } from '../../domain/locales.ts'
import type { SnapshotReport, SnapshotSection } from '../../domain/snapshot/shape.ts'
import { CountBars } from '../../ui/charts/count-bars.tsx'
import { ShareBars } from '../../ui/charts/share-bars.tsx'
import { formatNumber, formatPercent } from '../../ui/format.ts'
import { Missing } from '../../ui/label.tsx'
import { messages } from './messages.ts'

interface Props {
  locale: Locale
  report: SnapshotReport
}

/** The analysis as part of a page, or the whole of one: charts first, then every number with what it is of. */
export function SnapshotView({ locale, report }: Props) {
  const t = messages(locale)
  const { professional_certificates: professional } = report
  return (
    <>
      <section aria-labelledby="kinds">
        <h2 id="kinds">{t('kinds')}</h2>
        <p class="big">{t('entries', { n: report.n })}</p>
        {Object.keys(report.by_type).length > 0 ? (
          <div class="snapshot-lists">
            <Counts locale={locale} title={t('colKind')} counts={report.by_type} />
          </div>
        ) : (
          <Missing>{t('kindsNone')}</Missing>
        )}
      </section>
      {professional.n > 0 && (
        <Section locale={locale} part={professional} id="professional" title={t('professional')} />
      )}
      <Section locale={locale} part={report.all} id="all" title={t('all')} />
      <Sentences id="cannot" title={t('cannotSay')} sentences={report.cannot_say} />
      <Sentences id="oddities" title={t('oddities')} sentences={report.warnings} />
    </>
  )
}

function Section({
  locale,
  part,
  id,
  title,
}: {
  locale: Locale
  part: SnapshotSection
  id: string
  title: string
}) {
  const t = messages(locale)
  const questions: { title: string; of: Line[] }[] = [
    {
      title: t('provider'),
      of: [
        { label: t('company'), figure: part.provider_company },
        { label: t('university'), figure: part.provider_university },
        { label: t('publicBody'), figure: part.provider_public_body },
        { label: t('unknown'), figure: part.provider_unknown },
      ],
    },
    {
      title: t('field'),
      of: [
        { label: t('itRule'), figure: part.it_related },
        { label: t('itCorrected'), figure: part.it_related_corrected },
      ],
    },
    { title: t('forWhom'), of: [{ label: t('beginner'), figure: part.beginner }] },
    { title: t('howLong'), of: [{ label: t('sixMonths'), figure: part.at_most_six_months }] },
    { title: t('ratings'), of: [{ label: t('ratingHigh'), figure: part.rating_at_least_4_5 }] },
    { title: t('price'), of: [{ label: t('free'), figure: part.price.free }] },
    { title: t('handsOn'), of: [{ label: t('handsOnClaimed'), figure: part.hands_on_claimed }] },
    { title: t('skills'), of: [{ label: t('overlap'), figure: part.skills_overlap }] },
  ]
  // In the table a line stands alone, so it says its question too.
  const lines = questions.flatMap(({ title: question, of }) =>
    of.map(({ label, figure }) => ({ label: `${question}: ${label}`, figure })),
  )
  return (
    <section class="snapshot-part" aria-labelledby={id}>
      <h2 id={id}>
        {title} <small class="num">{t('entries', { n: part.n })}</small>
      </h2>
      <div class="snapshot-charts">
        {questions.map((question) => {
          const bars = question.of.filter(({ figure }) => figure.status === 'measured')
          return (
            bars.length > 0 && (
              <figure key={question.title}>
                <figcaption>{question.title}</figcaption>
                <ShareBars
                  locale={locale}
                  title={question.title}
                  description={t('shareChart', { list: bars.map((bar) => said(locale, bar)).join('; ') })}
                  bars={bars.map(({ label, figure }) => ({
                    label,
                    value: figure.value ?? 0,
                    lower: figure.lower,
                    upper: figure.upper,
                  }))}
                />
              </figure>
            )
          )
        })}
      </div>
      <Numbers locale={locale} part={part} lines={lines} title={title} />
      <div class="snapshot-lists">
        <Named
          locale={locale}
          title={t('topProviders')}
          rows={part.top_providers.map(({ name, n }) => [name, n])}
        />
        <Counts locale={locale} title={t('levels')} counts={part.levels} />
        <Counts locale={locale} title={t('durations')} counts={part.durations} />
        <Counts locale={locale} title={t('fields')} counts={part.fields} />
        <Named
          locale={locale}
          title={t('topSkills')}
          rows={part.top_skills.map(({ name, n }) => [name, n])}
        />
        <Named
          locale={locale}
          title={t('skillPairs')}
          rows={part.skill_pairs.map(({ skills, n }) => [skills.join(' + '), n])}
        />
      </div>
    </section>
  )
}

interface Line {
  label: string
  figure: Figure
}

function Numbers({
  locale,
  part,
  lines,
  title,
}: {
  locale: Locale
  part: SnapshotSection
  lines: Line[]
  title: string
}) {
  const t = messages(locale)
  const { rating, rating_coverage: coverage, price } = part
  const number = (value: number, digits = 2) => formatNumber(locale, value, digits)
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={title}>
      <table class="plain figures">
        <thead>
          <tr>
            <th scope="col">{t('colQuestion')}</th>
            <th scope="col">{t('colAnswer')}</th>
            <th scope="col">{t('colInterval')}</th>
            <th scope="col">{t('colOf')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <FigureRow key={line.label} locale={locale} {...line} />
          ))}
          {rating && (
            <tr>
              <th scope="row">{t('ratingMean')}</th>
              <td class="num">{number(rating.mean)}</td>
              <td class="num">
                {rating.lower !== undefined && rating.upper !== undefined
                  ? `${number(rating.lower)} – ${number(rating.upper)}`
                  : '–'}
              </td>
              <td>
                {t('ratingSpread', {
                  n: rating.n,
                  deviation: number(rating.standard_deviation),
                  min: number(rating.min, 1),
                  max: number(rating.max, 1),
                })}
              </td>
            </tr>
          )}
          {'refused' in coverage ? (
            <tr>
              <th scope="row">{t('coverage')}</th>
              <td colSpan={3}>
                <span class="none" lang="en" dir="auto">
                  {t('refusedWhy', { why: coverage.refused })}
                </span>
              </td>
            </tr>
          ) : (
            <FigureRow locale={locale} label={t('coverage')} figure={coverage} />
          )}
          {Object.entries(price.by_currency).map(([currency, { n, median, min, max }]) => (
            <tr key={currency}>
              <th scope="row">
                {t('priceIn', { currency: currency === 'not stated' ? t('notStated') : currency })}
              </th>
              <td class="num">{number(median)}</td>
              <td>–</td>
              <td>{t('priceSpread', { n, min: number(min), max: number(max) })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function FigureRow({ locale, label, figure }: Line & { locale: Locale }) {
  const { value, lower, upper, numerator, population, why } = figure
  if (value === undefined) {
    return (
      <tr>
        <th scope="row">{label}</th>
        <td colSpan={3}>
          <span class="none" lang="en" dir="auto">
            {why}
          </span>
        </td>
      </tr>
    )
  }
  const share = (one: number) => formatPercent(locale, one, 1)
  return (
    <tr>
      <th scope="row">{label}</th>
      <td class="num">{share(value)}</td>
      <td class="num">
        {lower === undefined || upper === undefined ? '–' : `${share(lower)} – ${share(upper)}`}
      </td>
      <td>
        <bdi lang="en">
          {numerator === undefined ? population : `${formatNumber(locale, numerator, 0)} of ${population}`}
        </bdi>
      </td>
    </tr>
  )
}

function Counts({
  locale,
  title,
  counts,
}: {
  locale: Locale
  title: string
  counts: Readonly<Record<string, number>>
}) {
  const t = messages(locale)
  const words: Record<string, string> = { 'not stated': t('notStated'), others: t('others') }
  return (
    <Named
      locale={locale}
      title={title}
      rows={Object.entries(counts).map(([name, n]) => [words[name] ?? name, n])}
    />
  )
}

// A chart, and the same as a table one press away.
function Named({
  locale,
  title,
  rows,
}: {
  locale: Locale
  title: string
  rows: readonly (readonly [string, number])[]
}) {
  if (rows.length === 0) return null
  const t = messages(locale)
  const list = rows.map(([name, n]) => `${name} ${n}`).join(', ')
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <CountBars locale={locale} counts={rows} title={title} description={list} />
      <details>
        <summary>
          {t('colName')}, {t('colEntries')}
        </summary>
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">{t('colName')}</th>
              <th scope="col">{t('colEntries')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, n]) => (
              <tr key={name}>
                <th scope="row">
                  <bdi>{name}</bdi>
                </th>
                <td class="num">{formatNumber(locale, n, 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}

// Said of the data by the program, in English.
function Sentences({ id, title, sentences }: { id: string; title: string; sentences: readonly string[] }) {
  if (sentences.length === 0) return null
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul class="snapshot-sentences" lang="en" dir="ltr">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  )
}

function said(locale: Locale, { label, figure }: Line): string {
  return `${label} ${formatPercent(locale, figure.value ?? 0, 1)}`
}
