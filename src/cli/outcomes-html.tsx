import type { OutcomesCharts } from '../domain/outcomes-charts.ts'
import { inLines } from '../domain/outcomes-report.ts'
import type { OutcomesReport, OutcomesSection } from '../domain/outcomes-shape.ts'
import type { ChiSquareTest } from '../domain/score-test.ts'
import { ShareBars } from '../ui/charts/share-bars.tsx'
import { formatDate, formatNumber, formatPercent } from '../ui/format.ts'
import { OutcomesLabel } from './outcomes-label.tsx'
import { standaloneHtml } from './standalone.tsx'

export interface Charts {
  whole: OutcomesCharts
  groups: ReadonlyMap<string, OutcomesCharts>
}

// Beyond so many groups a page of labels is no page any more: they are compared, and stand in the files.
const LABELS_AT_MOST = 12

/** The report as one HTML page: the label of everybody, the groups compared, a label of each, and what was left out. */
export function outcomesHtml(report: OutcomesReport, charts: Charts, source: string): string {
  const title = `Outcomes of ${source}`
  const date = formatDate('en', new Date(report.as_of))
  return standaloneHtml({
    title,
    description: `Who finishes, leaves and stays, how long it takes and what it costs, as of ${date}.`,
    children: (
      <>
        <section class="report-head">
          <p class="kicker">Candour</p>
          <h1>{title}</h1>
          <p class="lead">As of {date}.</p>
          <p class={report.published ? 'good' : 'warning'}>
            {report.published ? (
              'Small numbers are suppressed, and nothing suppressed can be computed from the rest: this may be published.'
            ) : (
              <>
                Nothing is suppressed: this is for whoever the data belong to. Run it with{' '}
                <code>--publish</code> before you pass it on.
              </>
            )}
          </p>
        </section>
        <section class="report-label">
          <OutcomesLabel
            id="all"
            title="The label"
            section={report}
            charts={charts.whole}
            about="Everybody"
          />
        </section>
        {report.groups.length > 0 && <Groups report={report} />}
        {report.groups.length <= LABELS_AT_MOST &&
          report.groups.map((group) => (
            <section key={group.group} class="report-label">
              <OutcomesLabel
                id={`group-${report.groups.indexOf(group)}`}
                title={nameOf(group.group)}
                section={group}
                charts={charts.groups.get(group.group) ?? { completion: [], leaving: [] }}
                about={`Group ${nameOf(group.group)}`}
              />
            </section>
          ))}
        <LeftOut report={report} />
        <Methods />
      </>
    ),
  })
}

function Groups({ report }: { report: OutcomesReport }) {
  const completedOf = (section: OutcomesSection) =>
    section.funnel.find((figure) => figure.name === 'completed')
  const bars = report.groups.flatMap((group) => {
    const figure = completedOf(group)
    return figure?.value === undefined
      ? []
      : [{ label: nameOf(group.group), value: figure.value, lower: figure.lower, upper: figure.upper }]
  })
  const tests = (['completed', 'left'] as const).flatMap((cause) => {
    const what = cause === 'completed' ? 'Completing' : 'Leaving'
    return [
      { name: `${what}: log-rank, cause-specific`, test: report.log_rank[cause] },
      { name: `${what}: Gray’s test, of the incidence`, test: report.gray[cause] },
    ]
  })
  return (
    <section aria-labelledby="groups">
      <h2 id="groups">The groups compared</h2>
      {bars.length > 0 && (
        <figure class="report-figure">
          <figcaption>Completed so far, of everybody who enrolled in each group</figcaption>
          <ShareBars
            locale="en"
            bars={bars}
            title="Completed so far, by group"
            description={bars
              .map(({ label, value }) => `${label} ${formatPercent('en', value, 1)}`)
              .join('; ')}
          />
        </figure>
      )}
      <div class="scroll" tabIndex={0} role="region" aria-label="Groups, their size and who completed">
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">Group</th>
              <th scope="col">Enrolled</th>
              <th scope="col">Completed so far</th>
              <th scope="col">Within 12 months</th>
            </tr>
          </thead>
          <tbody>
            {report.groups.map((group) => (
              <tr key={group.group}>
                <th scope="row">
                  <bdi>{nameOf(group.group)}</bdi>
                </th>
                <td class="num">{group.n === null ? 'too few' : formatNumber('en', group.n, 0)}</td>
                <td class="num">{share(completedOf(group)?.value)}</td>
                <td class="num">{share(group.completion_at['12_months'].value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ul class="snapshot-sentences">
        {tests.map(({ name, test }) => (
          <li key={name}>
            {name}: {test ? sayTest(test) : 'nothing to compare'}
          </li>
        ))}
      </ul>
    </section>
  )
}

function LeftOut({ report }: { report: OutcomesReport }) {
  if (report.excluded.length === 0 && report.warnings.length === 0) return null
  return (
    <section aria-labelledby="left-out">
      <h2 id="left-out">Left out, and what to know</h2>
      <ul class="snapshot-sentences">
        {report.excluded.map(({ why, n, lines }) => (
          <li key={why}>
            {n === null ? 'A few rows' : `${formatNumber('en', n, 0)} ${n === 1 ? 'row' : 'rows'}`} left out:{' '}
            {why}
            {lines.length > 0 && ` (${inLines(n ?? lines.length, lines)})`}
          </li>
        ))}
        {report.warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </section>
  )
}

function Methods() {
  return (
    <section aria-labelledby="methods">
      <h2 id="methods">How it is computed</h2>
      <ul class="snapshot-sentences">
        <li>
          Time runs from each enrolment. An event at the end of day d counts on day d; a bare date is 00:00
          UTC.
        </li>
        <li>
          Completing by a day is the Aalen–Johansen cumulative incidence: leaving is a competing event.
          Counting leavers as people who may still complete (1 − Kaplan–Meier) overstates it, and is shown
          only for that.
        </li>
        <li>
          Staying is Kaplan–Meier of leaving; whoever completes is followed until then. Late entry is left
          truncation.
        </li>
        <li>
          Fixed times count people who enrolled at least that long before the data date, in the 24 months
          before that, and were followed throughout.
        </li>
        <li>
          Intervals are of 95 %: Wilson for shares, log(−log) for curves, order statistics for quantiles,
          Student for means.
        </li>
      </ul>
    </section>
  )
}

function sayTest({ chi_square, df, p }: ChiSquareTest): string {
  return `chi-square ${formatNumber('en', chi_square, 2)}, ${df} ${df === 1 ? 'degree' : 'degrees'} of freedom, p ${p < 0.0001 ? 'below 0.0001' : p.toPrecision(2)}`
}

function share(value: number | undefined): string {
  return value === undefined ? '–' : formatPercent('en', value, 1)
}

function nameOf(group: string): string {
  return group || '(no value)'
}
