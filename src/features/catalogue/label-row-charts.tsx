import { Bars } from '../../ui/charts/bars.tsx'
import { PaceChart } from '../../ui/charts/pace-chart.tsx'
import { formatMoney } from '../../ui/format.ts'
import { figureTitle } from '../outcomes/api.ts'
import { Curve, dayOf, EntryLevels } from './label-finish-row.tsx'
import type { LabelRowSlug } from './label-row-names.ts'
import { Editions } from './label-since-row.tsx'
import type { RowProps } from './label-view.tsx'
import { WhoBars } from './label-who-row.tsx'
import { messages } from './messages.ts'

const charts: Partial<Record<LabelRowSlug, (props: RowProps) => preact.JSX.Element>> = {
  'who-finishes': (props) => (
    <>
      <Curve {...props} />
      <p class="small">{messages(props.page.locale)('curveLeaving')}</p>
      <EntryLevels {...props} />
    </>
  ),
  time: FinishingPace,
  cost: PaidBars,
  ratings: RatingBars,
  'who-takes-it': (props) => <WhoBars {...props} both />,
  since: (props) => <Editions {...props} />,
}

/** The charts of a row's page; what they are drawn from stands in the table below them. */
export function RowCharts({ slug, ...props }: RowProps & { slug: string }) {
  const Chart = charts[slug as LabelRowSlug]
  return Chart ? (
    <div class="row-chart">
      <Chart {...props} />
    </div>
  ) : null
}

function FinishingPace({ page, credential, figures }: RowProps) {
  const t = messages(page.locale)
  const points = figures
    .series('finishing_pace')
    .map(({ grouping, figure }) => ({ day: dayOf(grouping), rate: figure.value }))
  if (points.length < 3) return <></>
  const peak = points.reduce((best, point) => (point.rate > best.rate ? point : best))
  return (
    <>
      <h2>{t('paceChartTitle')}</h2>
      <PaceChart
        locale={page.locale}
        points={points}
        advertisedDays={credential.advertisedWeeks * 7}
        says={{
          title: t('paceChartTitle'),
          description: t('paceChartSays', { week: Math.round(peak.day / 7) }),
          start: t('curveStart'),
          advertised: t('curveAdvertised'),
          end: t('paceChartEnd', { n: Math.round((points.at(-1)?.day ?? 0) / 7) }),
        }}
      />
      <p class="small">{t('paceChartSays', { week: Math.round(peak.day / 7) })}</p>
    </>
  )
}

function PaidBars({ page, credential, figures }: RowProps) {
  const { locale } = page
  const t = messages(locale)
  const { currency } = credential
  const bars = figures.series('paid_histogram').map(({ grouping, figure }) => ({
    label: sayPaid(grouping, (minor) => (currency ? formatMoney(locale, minor, currency) : String(minor))),
    share: figure.value,
  }))
  if (bars.length < 2) return <></>
  return (
    <>
      <h2>{t('paidTitle')}</h2>
      <Bars locale={locale} bars={bars} title={t('paidTitle')} labelWidth={110} />
    </>
  )
}

// "paid=2900-5800": both inclusive, in cents.
function sayPaid(grouping: string, money: (minor: number) => string): string {
  const [from = 0, to = from] = grouping.slice('paid='.length).split('-').map(Number)
  return from === to ? money(from) : `${money(from)} – ${money(to)}`
}

const ratingQuestions = ['as_described', 'usable', 'worth'] as const
const ratingAnswers = ['yes', 'partly', 'no'] as const

function RatingBars({ page, figures }: RowProps) {
  const { locale } = page
  const t = messages(locale)
  const coverage = figures.measured('rating_coverage')
  const bins = figures.series('rating_histogram')
  if (!coverage || bins.length === 0) return <></>
  // Of everybody who enrolled, so that the silent have their share of the picture.
  const bars = [
    ...bins.toReversed().map(({ grouping, figure }) => ({
      label: `${grouping.slice('stars='.length).replace('-', '–')} ★`,
      share: figure.value * coverage.value,
    })),
    { label: t('ratingSilent'), share: 1 - coverage.value, kind: 'hatched' as const },
  ]
  return (
    <>
      <Bars
        locale={locale}
        bars={bars}
        title={t('ratingBarsTitle')}
        description={figureTitle(locale, 'rating_histogram', '')}
        id="hatch-silent"
        labelWidth={72}
      />
      {ratingQuestions.map((question) => {
        const answers = ratingAnswers.flatMap((answer) => {
          const figure = figures.measured(`rating_${question}`, `answer=${answer}`)
          return figure ? [{ label: t(`rating_${answer}`), share: figure.value }] : []
        })
        if (answers.length < 2) return null
        const title = figureTitle(locale, `rating_${question}`, '')
        return (
          <div key={question}>
            <h2>{title}</h2>
            <Bars locale={locale} bars={answers} title={title} labelWidth={72} />
          </div>
        )
      })}
    </>
  )
}
