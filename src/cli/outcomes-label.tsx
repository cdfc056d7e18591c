import type { ComponentChildren } from 'preact'
import type { Figure } from '../domain/figure.ts'
import type { OutcomesCharts } from '../domain/outcomes-charts.ts'
import type { CurvePoint, OutcomesSection } from '../domain/outcomes-shape.ts'
import { Bars } from '../ui/charts/bars.tsx'
import { CompletionCurve, type CurveSeries } from '../ui/charts/completion-curve.tsx'
import { SharesBar } from '../ui/charts/shares-bar.tsx'
import { sayValue } from '../ui/figure-text.ts'
import { formatNumber, formatPercent } from '../ui/format.ts'
import { LabelPanel, LabelRow, Missing } from '../ui/label.tsx'
import { outcomesTitle } from './outcomes-titles.ts'

interface OutcomesLabelProps {
  /** Begins the ids of its rows: a page has several labels. */
  id: string
  title: string
  about: string
  section: OutcomesSection
  charts: OutcomesCharts
}

/** The label of somebody's enrolments: its measured rows, each with every figure and its interval. */
export function OutcomesLabel({ id, title, about, section, charts }: OutcomesLabelProps) {
  const people =
    section.n === null ? 'too few people to say' : `${formatNumber('en', section.n, 0)} enrolments`
  return (
    <LabelPanel id={id} title={title} about={`${about}: ${people}`}>
      <LabelRow id={`${id}-finish`} title="Who finishes" whom={about} heavy>
        <Headline figure={section.completion_at['12_months']} />
        <Funnel id={id} section={section} />
        <Curves charts={charts} about={about} />
        <Figures
          title={`${about}: who finishes`}
          figures={[...section.funnel, ...Object.values(section.completion_at)]}
        />
        <CurveTable
          title={`${about}: completed by day`}
          points={section.completion}
          naive={section.completion_naive}
        />
      </LabelRow>
      <LabelRow id={`${id}-leave`} title="Who leaves" whom={about} heavy>
        <CurveTable title={`${about}: left by day`} points={section.leaving} />
        <StayTable title={`${about}: still there`} section={section} />
        <Figures title={`${about}: when people leave`} figures={Object.values(section.retention_quantiles)} />
      </LabelRow>
      <LabelRow id={`${id}-time`} title="Time it takes" whom={about} heavy>
        <Times section={section} />
      </LabelRow>
      <LabelRow id={`${id}-cost`} title="What it costs" whom={about} heavy>
        <Figures
          title={`${about}: what it costs`}
          figures={Object.values(section.cost).flatMap((figures) => Object.values(figures))}
        />
      </LabelRow>
      <LabelRow id={`${id}-hands-on`} title="Hands-on" whom={about} heavy>
        <Headline figure={section.hands_on} />
        <Figures title={`${about}: hands-on`} figures={[section.hands_on]} />
      </LabelRow>
      <LabelRow id={`${id}-ratings`} title="Ratings" whom={about}>
        <Ratings id={id} about={about} section={section} />
      </LabelRow>
    </LabelPanel>
  )
}

function Headline({ figure }: { figure: Figure }) {
  if (figure.value === undefined) return null
  return (
    <p>
      <span class="big">{formatPercent('en', figure.value, 1)}</span>{' '}
      <span class="of">
        {outcomesTitle(figure.name)},{' '}
        {figure.numerator !== undefined && `${formatNumber('en', figure.numerator, 0)} of `}
        {figure.population}
      </span>
    </p>
  )
}

// Each step as a part of everybody who enrolled.
function Funnel({ id, section }: { id: string; section: OutcomesSection }) {
  const share = (name: string) => section.funnel.find((figure) => figure.name === name)?.value
  const [started, committed, completed] = ['started', 'committed', 'completed'].map(share)
  if (completed === undefined) return null
  const most = Math.max(completed, committed ?? 0)
  const some = Math.max(most, started ?? 0)
  const label = (words: string, value: number) => `${words} ${formatPercent('en', value, 1)}`
  return (
    <SharesBar
      id={`${id}-funnel`}
      title="How far people got"
      parts={[
        { share: completed, kind: 'accent', label: label('completed', completed) },
        ...(committed === undefined
          ? []
          : [
              {
                share: most - completed,
                kind: 'half' as const,
                label: label('committed, not completed', most - completed),
              },
            ]),
        ...(started === undefined
          ? []
          : [{ share: some - most, kind: 'ink' as const, label: label('only started', some - most) }]),
        { share: 1 - some, kind: 'hatched', label: label('no further', 1 - some) },
      ]}
    />
  )
}

// Completing and leaving in one picture: the rest of the height is who is still there.
function Curves({ charts, about }: { charts: OutcomesCharts; about: string }) {
  const series = [
    seriesOf(charts.completion, 'completed', 'accent'),
    seriesOf(charts.leaving, 'left', 'ink'),
  ].filter((one) => one !== undefined)
  const daysMax = Math.max(...series.map(({ points }) => points.at(-1)?.day ?? 0))
  if (series.length === 0 || !(daysMax > 0)) return null
  const end = `day ${formatNumber('en', daysMax, 0)}`
  const said = series.map(({ label }) => label).join(', ')
  return (
    <figure>
      <figcaption class="of">
        Shares of everybody by day, with 95 % intervals. Lines end where too few people are left to go on.
      </figcaption>
      <CompletionCurve
        locale="en"
        series={series}
        daysMax={daysMax}
        says={{
          title: `${about}, by day`,
          description: `${about}, by ${end}: ${said}`,
          start: 'enrolment',
          advertised: '',
          end,
        }}
      />
    </figure>
  )
}

function seriesOf(
  curve: readonly CurvePoint[],
  name: string,
  kind: CurveSeries['kind'],
): CurveSeries | undefined {
  const points = curve.flatMap(({ day, cumulative_incidence: value, lower, upper }) =>
    value === null || lower === null || upper === null ? [] : [{ day, value, lower, upper }],
  )
  const last = points.at(-1)
  return last && { points, label: `${name} ${formatPercent('en', last.value)}`, kind }
}

function CurveTable({
  title,
  points,
  naive,
}: {
  title: string
  points: CurvePoint[]
  naive?: OutcomesSection['completion_naive']
}) {
  if (points.length === 0) return null
  return (
    <PlainTable
      title={title}
      columns={[
        'By day',
        'Share',
        'Interval',
        'At risk',
        ...(naive ? ['If leavers could still complete'] : []),
      ]}
      rows={points.map((point, k) => [
        String(point.day),
        percent(point.cumulative_incidence),
        interval(point.lower, point.upper),
        count(point.at_risk),
        ...(naive ? [percent(naive[k]?.value ?? null)] : []),
      ])}
    />
  )
}

function StayTable({ title, section }: { title: string; section: OutcomesSection }) {
  if (section.retention.length === 0) return null
  return (
    <PlainTable
      title={title}
      columns={['On day', 'Still there', 'Interval', 'At risk', 'Mean days without leaving, until then']}
      rows={section.retention.map((point, k) => {
        const mean = section.restricted_mean[k]
        return [
          String(point.day),
          percent(point.survival),
          interval(point.lower, point.upper),
          count(point.at_risk),
          mean === undefined || mean.value === null
            ? '–'
            : `${formatNumber('en', mean.value, 1)} (standard error ${formatNumber('en', mean.standard_error ?? 0, 2)})`,
        ]
      })}
    />
  )
}

function Times({ section }: { section: OutcomesSection }) {
  const { p10, p25, p50, p75, p90, n } = section.days_to_complete
  if (p50 === null)
    return <Missing>Nobody, or too few, completed within a year and could be followed for it.</Missing>
  const days = (value: number | null) => (value === null ? '–' : formatNumber('en', value, 1))
  return (
    <>
      <p>
        <span class="big">{days(p50)} days</span>{' '}
        <span class="of">
          median of {n === null ? 'those' : `the ${formatNumber('en', n, 0)} people`} who completed within a
          year and could be followed for it; a quarter took at most {days(p25)}, three quarters at most{' '}
          {days(p75)}
        </span>
      </p>
      <p class="of">
        The fastest tenth took at most {days(p10)} days, nine tenths at most {days(p90)}.
      </p>
    </>
  )
}

function Ratings({ id, about, section }: { id: string; about: string; section: OutcomesSection }) {
  const { coverage, mean, mean_worst_case, mean_post_stratified, histogram } = section.ratings
  const figures = [coverage, mean, mean_worst_case, mean_post_stratified]
  const raters = Object.values(histogram ?? {}).reduce((sum, persons) => sum + persons, 0)
  return (
    <>
      {coverage.value !== undefined && (
        <SharesBar
          id={`${id}-silent`}
          title="Who rated"
          parts={[
            {
              share: coverage.value,
              kind: 'accent',
              label: `rated ${formatPercent('en', coverage.value, 1)}`,
            },
            {
              share: 1 - coverage.value,
              kind: 'hatched',
              label: `said nothing ${formatPercent('en', 1 - coverage.value, 1)}`,
            },
          ]}
        />
      )}
      {histogram && raters > 0 && (
        <Bars
          locale="en"
          title={`Ratings of those who rated. ${about}`}
          labelWidth={80}
          bars={Object.entries(histogram)
            .toReversed()
            .map(([stars, persons]) => ({
              label: `${stars} ${stars === '1' ? 'star' : 'stars'}`,
              share: persons / raters,
            }))}
        />
      )}
      <Figures title={`${about}: ratings`} figures={figures} />
    </>
  )
}

// Figures in a table; where none of them is measured, once why.
function Figures({ title, figures }: { title: string; figures: readonly Figure[] }) {
  const [first] = figures
  if (first && figures.every((figure) => figure.status === 'not_measured' && figure.why === first.why))
    return <Missing>Not measured: {first.why}.</Missing>
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={title}>
      <table class="plain figures">
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col">Value</th>
            <th scope="col">Interval</th>
            <th scope="col">Of whom</th>
          </tr>
        </thead>
        <tbody>
          {figures.map((figure) => (
            <FigureRow key={figure.name} figure={figure} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function FigureRow({ figure }: { figure: Figure }) {
  const { name, value, lower, upper, numerator, population, why } = figure
  const say = (number: number) => sayValue('en', figure, number, null)
  return (
    <tr>
      <th scope="row">{outcomesTitle(name)}</th>
      {value === undefined ? (
        <td colSpan={2}>
          <span class="none">
            {figure.status.replaceAll('_', ' ')}: {why}
          </span>
        </td>
      ) : (
        <>
          <td class="num">{say(value)}</td>
          <td class="num">
            {lower === undefined || upper === undefined ? '–' : `${say(lower)} – ${say(upper)}`}
          </td>
        </>
      )}
      <td>
        <bdi>
          {numerator !== undefined && `${formatNumber('en', numerator, 0)} of `}
          {population}
        </bdi>
      </td>
    </tr>
  )
}

function PlainTable({
  title,
  columns,
  rows,
}: {
  title: string
  columns: readonly string[]
  rows: readonly (readonly ComponentChildren[])[]
}) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={title}>
      <table class="plain figures">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([first, ...cells]) => (
            <tr key={String(first)}>
              <th scope="row" class="num">
                {first}
              </th>
              {cells.map((cell, k) => (
                <td key={columns[k + 1]} class="num">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function percent(share: number | null): string {
  return share === null ? '–' : formatPercent('en', share, 1)
}

function interval(lower: number | null, upper: number | null): string {
  return lower === null || upper === null ? '–' : `${percent(lower)} – ${percent(upper)}`
}

function count(persons: number | null): string {
  return persons === null ? '–' : formatNumber('en', persons, 0)
}
