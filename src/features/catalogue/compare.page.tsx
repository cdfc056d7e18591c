import type { ComponentChildren } from 'preact'
import { differenceInterval } from '../../domain/difference.ts'
import { IntervalBar } from '../../ui/charts/interval-bar.tsx'
import { boundsPerHundred, formatAmount, sayNone, sayValue } from '../../ui/figure-text.ts'
import { formatMoney, formatPercent } from '../../ui/format.ts'
import { Missing, Tag } from '../../ui/label.tsx'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import type { LabelFigures } from '../outcomes/api.ts'
import { sayPerHundred } from './catalogue-list.tsx'
import { type FigureLookup, figureLookup } from './figure-lookup.ts'
import { messages } from './messages.ts'
import type { CatalogueEntry } from './queries.ts'
import { sayHours, sayWeeks } from './words.ts'

/** What is compared, and where the figures of each stand. */
export interface Compared {
  entry: CatalogueEntry
  label: Pick<LabelFigures, 'simulated' | 'figures'>
}

interface ComparePageProps {
  page: PageContext
  compared: Compared[]
}

/** Up to four side by side, with intervals, and a sentence where the data don't show a difference. */
export function ComparePage({ page, compared }: ComparePageProps) {
  const t = messages(page.locale)
  return (
    <Layout page={page} title={t('compareTitle')}>
      <section>
        <p class="kicker">
          <a href={urls.home()}>{t('compareCatalogue')}</a>
        </p>
        <h1>{t('compareTitle')}</h1>
        {compared.length < 2 ? (
          <p class="lead">{t('compareNone')}</p>
        ) : (
          <>
            <Sentences page={page} compared={compared} />
            <Table page={page} compared={compared} />
          </>
        )}
      </section>
    </Layout>
  )
}

function Sentences({ page, compared }: ComparePageProps) {
  const t = messages(page.locale)
  const known = compared.filter(({ label }) => isCounted(figureLookup(label)))
  const unknown = compared.filter((one) => !known.includes(one))
  const pairs = known.flatMap((a, k) => known.slice(k + 1).map((b) => [a, b] as const))
  return (
    <ul class="sentences">
      {pairs.map(([a, b]) => (
        <li key={`${a.entry.slug} ${b.entry.slug}`}>{sayDifference(page, a, b)}</li>
      ))}
      {pairs.flatMap(([a, b]) => sayNotShown(page, a, b).map((text) => <li key={text}>{text}</li>))}
      {unknown.map(({ entry }) => (
        <li key={entry.slug}>{t('compareNotBoth', { title: entry.title })}</li>
      ))}
    </ul>
  )
}

function sayDifference(page: PageContext, a: Compared, b: Compared): string {
  const t = messages(page.locale)
  const share = ({ label }: Compared) => {
    const { numerator = 0, denominator = 0 } = figureLookup(label).measured('completed_12_months')!
    return { numerator, denominator }
  }
  const interval = differenceInterval(share(a), share(b))!
  const titles = { a: a.entry.title, b: b.entry.title }
  // Rounded outwards: a difference is never made to look surer than it is.
  const [lower, upper] = [Math.floor(interval.lower * 100), Math.ceil(interval.upper * 100)]
  if (interval.lower <= 0 && interval.upper >= 0) return t('compareNoDifference', { ...titles, lower, upper })
  return interval.lower > 0
    ? t('compareDifference', { ...titles, lower, upper })
    : t('compareDifference', { a: titles.b, b: titles.a, lower: -upper, upper: -lower })
}

const alsoCompared = [
  ['rowTime', 'weeks_to_complete', 'quantile=0.5'],
  ['factEffort', 'hours_to_complete', 'quantile=0.5'],
  ['rowCost', 'paid_completed', 'quantile=0.5'],
  ['rowHands', 'doing_share_of_time', ''],
] as const

// Where two differ by less than their intervals leave open: the difference of two independent estimates, each with the
// standard error that its own interval has.
function sayNotShown(page: PageContext, a: Compared, b: Compared): string[] {
  const t = messages(page.locale)
  return alsoCompared.flatMap(([row, name, grouping]) => {
    if (name === 'paid_completed' && a.entry.currency !== b.entry.currency) return []
    const [one, other] = [a, b].map(({ label }) => figureLookup(label).measured(name, grouping))
    if (!one || !other) return []
    const half = Math.hypot(
      ...[one, other].map(({ lower, upper }) => ((upper ?? Number.NaN) - (lower ?? Number.NaN)) / 2),
    )
    // Without intervals nothing is known of the difference, and nothing is said.
    if (!(Math.abs(one.value - other.value) <= half)) return []
    return [t('compareNotShown', { row: t(row), a: a.entry.title, b: b.entry.title })]
  })
}

function isCounted(figures: FigureLookup): boolean {
  const finish = figures.measured('completed_12_months')
  return finish?.numerator !== undefined && finish.denominator !== undefined
}

function Table({ page, compared }: ComparePageProps) {
  const { locale } = page
  const t = messages(locale)
  const without = (slug: string) =>
    `${urls.compare()}?${compared
      .filter(({ entry }) => entry.slug !== slug)
      .map(({ entry }) => `c=${encodeURIComponent(entry.slug)}`)
      .join('&')}`
  const row = (title: string, cell: (one: Compared, figures: FigureLookup) => ComponentChildren) => (
    <tr>
      <th scope="row">{title}</th>
      {compared.map((one) => (
        <td key={one.entry.slug}>{cell(one, figureLookup(one.label))}</td>
      ))}
    </tr>
  )
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t('compareTitle')}>
      <table class="plain compare">
        <thead>
          <tr>
            <td />
            {compared.map(({ entry, label }) => (
              <th key={entry.slug} scope="col">
                <a href={urls.credential({ credential: entry.slug })}>{entry.title}</a>{' '}
                {label.simulated && <Tag>{t('simulated')}</Tag>}
                <small>
                  {entry.provider.name}, {t(`provider_${entry.provider.kind}`)}
                </small>
                <a class="small" href={without(entry.slug)} aria-label={t('remove', { title: entry.title })}>
                  ×
                </a>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {row(t('rowFinish'), (_, figures) => (
            <Finish page={page} figures={figures} />
          ))}
          {row(t('rowTime'), ({ entry }, figures) => (
            <Quantile
              page={page}
              figures={figures}
              name="weeks_to_complete"
              say={(weeks) => sayWeeks(locale, weeks)}
              stated={sayWeeks(locale, entry.advertisedWeeks)}
            />
          ))}
          {row(t('factEffort'), ({ entry }, figures) => (
            <Quantile
              page={page}
              figures={figures}
              name="hours_to_complete"
              say={(hours) => t('hoursShort', { n: formatAmount(locale, hours) })}
              stated={sayHours(locale, entry.effortHours)}
            />
          ))}
          {row(t('rowCost'), ({ entry }, figures) =>
            entry.priceMinor === null || entry.currency === null ? (
              t('free')
            ) : (
              <Quantile
                page={page}
                figures={figures}
                name="paid_completed"
                say={(minor) => formatMoney(locale, Math.round(minor), entry.currency!)}
                stated={t('priceMonthly', { price: formatMoney(locale, entry.priceMinor, entry.currency) })}
              />
            ),
          )}
          {row(t('rowHands'), (_, figures) => (
            <Share page={page} figures={figures} name="doing_share_of_time" />
          ))}
          {row(t('compareEducators'), (_, figures) => (
            <Share page={page} figures={figures} name="marked_by" grouping="by=educators" />
          ))}
          {row(t('rowRatings'), (_, figures) => {
            const coverage = figures.measured('rating_coverage')
            const mean = figures.measured('rating_mean')
            if (!coverage) return <Missing>{sayNone(locale, figures.figure('rating_coverage'))}</Missing>
            return (
              <>
                {t('ratingsCoverage', { count: Math.round(coverage.value * 100) })}
                {mean && <small>{` ★ ${sayValue(locale, mean, mean.value, null)}`}</small>}
              </>
            )
          })}
          {row(t('level'), ({ entry }) => t(`level_${entry.level}`))}
        </tbody>
      </table>
    </div>
  )
}

function Finish({ page, figures }: { page: PageContext; figures: FigureLookup }) {
  const t = messages(page.locale)
  const finish = figures.measured('completed_12_months')
  if (!finish) return <Missing>{sayNone(page.locale, figures.figure('completed_12_months'))}</Missing>
  const bounds = boundsPerHundred(finish)
  const title = `${sayPerHundred(page, finish.value)} ${t('finishInYear')}`
  return (
    <>
      <b class="mid">{sayPerHundred(page, finish.value)}</b>{' '}
      {bounds && <span class="ci">{`${bounds.lower}–${bounds.upper}`}</span>}
      <IntervalBar
        value={finish.value}
        lower={finish.lower ?? finish.value}
        upper={finish.upper ?? finish.value}
        title={title}
      />
    </>
  )
}

function Quantile({
  page,
  figures,
  name,
  say,
  stated,
}: {
  page: PageContext
  figures: FigureLookup
  name: string
  say: (value: number) => string
  stated: string
}) {
  const t = messages(page.locale)
  const figure = figures.measured(name, 'quantile=0.5')
  return (
    <>
      {figure ? (
        <>
          <b class="mid">{say(figure.value)}</b>{' '}
          {figure.lower !== undefined && figure.upper !== undefined && (
            <span class="ci">{`${say(figure.lower)} – ${say(figure.upper)}`}</span>
          )}
        </>
      ) : (
        <Missing>{sayNone(page.locale, figures.figure(name, 'quantile=0.5'))}</Missing>
      )}
      <small class="block">
        {t('statedOnly')}: {stated}
      </small>
    </>
  )
}

function Share({
  page,
  figures,
  name,
  grouping,
}: {
  page: PageContext
  figures: FigureLookup
  name: string
  grouping?: string
}) {
  const figure = figures.measured(name, grouping)
  if (!figure) return <Missing>{sayNone(page.locale, figures.figure(name, grouping))}</Missing>
  const say = (value: number) => formatPercent(page.locale, value)
  const { value, lower, upper } = figure
  return (
    <>
      <b class="mid">{say(value)}</b>{' '}
      {lower !== undefined && upper !== undefined && (
        <>
          <span class="ci">{`${say(lower)} – ${say(upper)}`}</span>
          <IntervalBar value={value} lower={lower} upper={upper} title={say(value)} />
        </>
      )}
    </>
  )
}
