import { SharesBar } from '../../ui/charts/shares-bar.tsx'
import { formatAmount, sayNone } from '../../ui/figure-text.ts'
import { formatNumber, formatPercent } from '../../ui/format.ts'
import { Missing, Pair } from '../../ui/label.tsx'
import type { RowProps } from './label-view.tsx'
import { messages } from './messages.ts'

export function HandsOnRow({ page, credential, figures }: RowProps) {
  const { locale } = page
  const t = messages(locale)
  const time = figures.measured('doing_share_of_time')
  const marks = figures.measured('doing_share_of_marks')
  const { doing_share: stated } = credential.facts
  return (
    <Pair
      words={{ stated: t('stated'), measured: t('measured') }}
      stated={stated === undefined ? t('nothingStated') : formatPercent(locale, stated)}
      measured={
        time ? (
          <p class="mid">
            <b>{t('handsTime', { share: formatPercent(locale, time.value) })}</b>
            {marks && `, ${t('handsMarks', { share: formatPercent(locale, marks.value) })}`}
          </p>
        ) : (
          <Missing>{sayNone(page.locale, figures.figure('doing_share_of_time'))}</Missing>
        )
      }
    />
  )
}

export function MarksRow({ page, credential, figures }: RowProps) {
  const { locale } = page
  const t = messages(locale)
  const [computer, peers, educators] = (['computer', 'peers', 'educators'] as const).map((who) =>
    figures.measured('marked_by', `by=${who}`),
  )
  const median = figures.measured('days_until_marked', 'quantile=0.5')
  const p90 = figures.measured('days_until_marked', 'quantile=0.9')
  const agreement = figures.measured('peer_educator_agreement')
  const promised = figures.measured('marked_as_promised')
  const appeals = figures.measured('appeals')
  if (!computer || !peers || !educators)
    return (
      <Pair
        words={{ stated: t('stated'), measured: t('measured') }}
        stated={credential.facts.marked_by.map((who) => t(`marker_${who}`)).join(', ')}
        measured={<Missing>{sayNone(page.locale, figures.figure('marked_by', 'by=computer'))}</Missing>}
      />
    )
  const share = (value: number) => formatPercent(locale, value)
  return (
    <>
      <SharesBar
        id="hatch-marks"
        title={t('marksBar', {
          computer: share(computer.value),
          peers: share(peers.value),
          educators: share(educators.value),
        })}
        parts={[
          { share: computer.value, kind: 'ink', label: t('keyComputer', { share: share(computer.value) }) },
          { share: peers.value, kind: 'accent', label: t('keyPeers', { share: share(peers.value) }) },
          {
            share: educators.value,
            kind: 'half',
            label: t('keyEducators', { share: share(educators.value) }),
          },
        ]}
      />
      <p class="of">
        {median &&
          p90 &&
          `${t('marksWait', { median: formatAmount(locale, median.value), p90: formatAmount(locale, p90.value) })} `}
        {promised?.numerator !== undefined &&
          `${t('marksPromised', { n: promised.numerator, of: promised.denominator ?? 0 })} `}
        {agreement?.lower !== undefined && agreement.upper !== undefined
          ? t('marksAgree', {
              value: formatNumber(locale, agreement.value, 2),
              lower: formatNumber(locale, agreement.lower, 2),
              upper: formatNumber(locale, agreement.upper, 2),
              n: agreement.denominator ?? 0,
            })
          : t('marksAgreement')}
        {appeals?.numerator !== undefined &&
          ` ${t('marksAppeals', { n: appeals.numerator, of: appeals.denominator ?? 0 })}`}
      </p>
    </>
  )
}

export function RatingsRow({ page, figures }: RowProps) {
  const { locale } = page
  const t = messages(locale)
  const coverage = figures.measured('rating_coverage')
  if (!coverage) return <Missing>{sayNone(page.locale, figures.figure('rating_coverage'))}</Missing>
  const [mean, lowest, highest, adjusted, completers] = [
    'rating_mean',
    'rating_mean_lowest',
    'rating_mean_highest',
    'rating_mean_adjusted',
    'rating_coverage_of_completers',
  ].map((name) => figures.measured(name))
  const high = figures
    .series('rating_histogram')
    .filter(({ grouping }) => ['stars=4', 'stars=5', 'stars=4-5'].includes(grouping))
    .reduce((sum, { figure }) => sum + figure.value, 0)
  const share = (value: number) => formatPercent(locale, value)
  const stars = (value: number) => formatNumber(locale, value, 1)
  const [silent, liked, less] = [1 - coverage.value, high * coverage.value, (1 - high) * coverage.value]
  return (
    <>
      <SharesBar
        id="hatch-ratings"
        title={t('ratingsBar', { high: share(liked), low: share(less), silent: share(silent) })}
        parts={[
          { share: liked, kind: 'accent', label: t('keyHigh', { share: share(liked) }) },
          { share: less, kind: 'ink', label: t('keyLow', { share: share(less) }) },
          { share: silent, kind: 'hatched', label: t('keySilent', { share: share(silent) }) },
        ]}
      />
      <p class="of">
        <b>{t('ratingsCoverage', { count: Math.round(coverage.value * 100) })}</b>{' '}
        {completers && t('ratingsCompleters', { count: Math.round(completers.value * 100) })}{' '}
        {coverage.value < 0.5 && t('ratingsLow')}{' '}
        {mean &&
          lowest &&
          highest &&
          t('ratingsMean', {
            mean: stars(mean.value),
            lowest: stars(lowest.value),
            highest: stars(highest.value),
          })}{' '}
        {adjusted && t('ratingsAdjusted', { mean: stars(adjusted.value) })}
      </p>
    </>
  )
}
