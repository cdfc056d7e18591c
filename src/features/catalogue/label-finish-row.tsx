import { CompletionCurve } from '../../ui/charts/completion-curve.tsx'
import { boundsPerHundred, sayNone } from '../../ui/figure-text.ts'
import { formatNumber } from '../../ui/format.ts'
import { Missing, Pair } from '../../ui/label.tsx'
import { sayPerHundred } from './catalogue-list.tsx'
import type { RowProps } from './label-view.tsx'
import { messages } from './messages.ts'

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
      <Curve {...{ page, credential, figures }} />
      <Funnel {...{ page, credential, figures }} />
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

export function Curve({ page, credential, figures }: RowProps) {
  const t = messages(page.locale)
  const steps = figures.series('completion_curve')
  const last = steps.at(-1)
  if (!last) return null
  return (
    <CompletionCurve
      locale={page.locale}
      points={steps.map(({ grouping, figure }) => ({
        day: dayOf(grouping),
        value: figure.value,
        lower: figure.lower ?? figure.value,
        upper: figure.upper ?? figure.value,
      }))}
      daysMax={Math.max(365, dayOf(last.grouping))}
      advertisedDays={credential.advertisedWeeks * 7}
      says={{
        title: t('curveTitle'),
        description: t('curveSays', { count: Math.round(last.figure.value * 100) }),
        start: t('curveStart'),
        advertised: t('curveAdvertised'),
        end: t('curveYear'),
      }}
    />
  )
}

export function dayOf(grouping: string): number {
  return Number(grouping.slice('day='.length))
}

function Funnel({ page, credential, figures }: RowProps) {
  const { locale } = page
  const t = messages(locale)
  const steps = [
    ['keyStarted', figures.measured('started')],
    [credential.priceMinor === null ? 'keyCommitted' : 'keyCommittedPaid', figures.measured('committed')],
    ['keyFinished', figures.measured('completed_12_months')],
  ] as const
  if (steps.every(([, figure]) => !figure)) return null
  return (
    <p class="key">
      {steps.map(
        ([key, figure]) =>
          figure?.numerator !== undefined && (
            <span key={key}>{t(key, { n: formatNumber(locale, figure.numerator) })}</span>
          ),
      )}
    </p>
  )
}
