import { CompletionCurve, type CurvePoint } from '../../ui/charts/completion-curve.tsx'
import { IntervalBar } from '../../ui/charts/interval-bar.tsx'
import { boundsPerHundred, perHundred, sayNone } from '../../ui/figure-text.ts'
import { formatNumber, formatPercent } from '../../ui/format.ts'
import { Missing, Pair } from '../../ui/label.tsx'
import { sayPerHundred } from './catalogue-list.tsx'
import type { FigureLookup } from './figure-lookup.ts'
import { entryLevels } from './label-entry-levels.tsx'
import type { RowProps } from './label-view.tsx'
import { messages } from './messages.ts'
import { sayWeeks } from './words.ts'

export function FinishRow({ page, credential, figures }: RowProps) {
  const t = messages(page.locale)
  const year = figures.measured('completed_12_months')
  return (
    <>
      <Pair
        words={{ stated: t('stated'), measured: t('measured') }}
        stated={t('nothingStated')}
        measured={
          year ? (
            <Headline {...{ page, credential, figures }} />
          ) : (
            <Missing>{sayNone(page.locale, figures.figure('completed_12_months'))}</Missing>
          )
        }
      />
      <AdvertisedTime {...{ page, credential, figures }} />
      <Curve {...{ page, credential, figures }} />
      <Funnel {...{ page, credential, figures }} />
      <EntryLevels {...{ page, credential, figures }} />
    </>
  )
}

function Headline({ page, figures }: RowProps) {
  const { locale } = page
  const t = messages(locale)
  const year = figures.measured('completed_12_months')!
  const bounds = boundsPerHundred(year)
  const counts = {
    numerator: formatNumber(locale, year.numerator ?? 0),
    denominator: formatNumber(locale, year.denominator ?? 0),
  }
  return (
    <>
      <p class="big">{sayPerHundred(page, year.value)}</p>
      <p class="of">{bounds ? t('within12', { ...bounds, ...counts }) : t('within12Plain', counts)}</p>
    </>
  )
}

// Stated beside measured: how many were done in the time that is advertised, and in twice of it.
function AdvertisedTime({ page, credential, figures }: RowProps) {
  const t = messages(page.locale)
  const [once, twice] = [
    figures.measured('completed_100_percent'),
    figures.measured('completed_200_percent'),
  ].map((figure) => figure && perHundred(figure.value).count)
  if (once === undefined) return null
  const weeks = sayWeeks(page.locale, credential.advertisedWeeks)
  return (
    <p class="of">
      {twice === undefined
        ? t('advertisedOnce', { weeks, once })
        : t('advertisedTwice', { weeks, once, twice })}
    </p>
  )
}

/** Finishing and leaving by time since enrolling, with what leaving means. */
export function Curve({ page, credential, figures }: RowProps) {
  const { locale } = page
  const t = messages(locale)
  const finished = pointsOf(figures, 'completion_curve')
  const left = pointsOf(figures, 'leaving_curve')
  const last = finished.at(-1)
  if (!last) return null
  const lastLeft = left.at(-1)
  const share = (value: number) => formatPercent(locale, value)
  return (
    <CompletionCurve
      locale={locale}
      series={[
        ...(lastLeft
          ? [{ kind: 'ink' as const, points: left, label: t('curveLeft', { share: share(lastLeft.value) }) }]
          : []),
        { kind: 'accent', points: finished, label: t('curveFinished', { share: share(last.value) }) },
      ]}
      daysMax={Math.max(365, last.day)}
      advertisedDays={credential.advertisedWeeks * 7}
      says={{
        title: t(lastLeft ? 'curveTitleBoth' : 'curveTitle'),
        description: lastLeft
          ? t('curveSaysBoth', {
              count: perHundred(last.value).count,
              left: perHundred(lastLeft.value).count,
            })
          : t('curveSays', { count: perHundred(last.value).count }),
        start: t('curveStart'),
        advertised: t('curveAdvertised'),
        end: t('curveYear'),
      }}
    />
  )
}

function pointsOf(figures: FigureLookup, name: string): CurvePoint[] {
  return figures.series(name).map(({ grouping, figure }) => ({
    day: dayOf(grouping),
    value: figure.value,
    lower: figure.lower ?? figure.value,
    upper: figure.upper ?? figure.value,
  }))
}

export function dayOf(grouping: string): number {
  return Number(grouping.slice('day='.length))
}

function Funnel({ page, credential, figures }: RowProps) {
  const { locale } = page
  const t = messages(locale)
  const enrolled = figures.measured('enrolled')
  const steps = [
    ['keyStarted', figures.measured('started')],
    [credential.priceMinor === null ? 'keyCommitted' : 'keyCommittedPaid', figures.measured('committed')],
    ['keyFinished', figures.measured('completed_12_months')],
  ] as const
  if (steps.every(([, figure]) => !figure)) return null
  return (
    <p class="key">
      {enrolled && <span>{t('keyEnrolled', { n: formatNumber(locale, enrolled.value) })}</span>}
      {steps.map(
        ([key, figure]) =>
          figure?.numerator !== undefined && (
            <span key={key}>{t(key, { n: formatNumber(locale, figure.numerator) })}</span>
          ),
      )}
    </p>
  )
}

/** How many finish by what the self-check said when they enrolled: so that the level has a meaning. */
export function EntryLevels({ page, credential, figures }: RowProps) {
  const { locale } = page
  const t = messages(locale)
  const name = 'completed_12_months_by_entry'
  if (!entryLevels.some((entry) => figures.measured(name, `check=${entry}`))) return null
  return (
    <div class="entry-levels">
      <p class="of">
        {t('entryTitle', {
          level: t(`level_${credential.facts.level}`),
          n: credential.facts.self_check.length,
          pass: credential.facts.self_check_pass ?? credential.facts.self_check.length,
        })}
      </p>
      <dl>
        {entryLevels.map((entry) => {
          const figure = figures.measured(name, `check=${entry}`)
          return [
            <dt key={entry}>{t(`entry_${entry}`)}</dt>,
            <dd key={`${entry}-says`}>
              {figure ? (
                <>
                  <span class="num">
                    {sayPerHundred(page, figure.value)}{' '}
                    <span class="ci">{`${boundsPerHundred(figure)?.lower}–${boundsPerHundred(figure)?.upper}`}</span>
                  </span>
                  <IntervalBar
                    value={figure.value}
                    lower={figure.lower ?? figure.value}
                    upper={figure.upper ?? figure.value}
                    title={`${t(`entry_${entry}`)}: ${sayPerHundred(page, figure.value)}`}
                  />
                </>
              ) : (
                <span class="none">{sayNone(locale, figures.figure(name, `check=${entry}`))}</span>
              )}
            </dd>,
          ]
        })}
      </dl>
    </div>
  )
}
