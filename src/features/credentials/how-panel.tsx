import { formatNumber, formatPercent } from '../../ui/format.ts'
import type { PageContext } from '../../ui/page-context.ts'
import type { HowEarned } from './how-earned.ts'
import { messages } from './messages.ts'

/** Who marked, how hands-on it was, what the holder can do: from what is signed. */
export function HowPanel({ page, how }: { page: PageContext; how: HowEarned }) {
  const t = messages(page.locale)
  const level = Math.min(6, Math.max(1, Math.round(how.supervisionLevel))) as 1 | 2 | 3 | 4 | 5 | 6
  return (
    <aside class="earned">
      <header>
        <h2>{t('howTitle')}</h2>
        <p class="quiet">{t('howOf')}</p>
      </header>
      {how.marks && (
        <WhoMarked page={page} marks={how.marks} peerCount={how.peerCount} agreement={how.agreement} />
      )}
      <div class="part">
        <h3>{t('byDoing')}</h3>
        <ByDoing page={page} how={how} />
      </div>
      <div class="part">
        <h3>{t('identity')}</h3>
        <p>{t('identityLevel', { words: t(`supervision_${level}`), level })}</p>
      </div>
      <div class="part">
        <h3>{t('can')}</h3>
        <p dir="auto">{how.outcomes.join(' · ')}</p>
      </div>
      <div class="part">
        <h3>{t('works')}</h3>
        <ul class="works">
          {how.work.map((work) => (
            <li key={work.name}>
              <span dir="auto">{work.name}</span>
              <b>{formatPercent(page.locale, work.score)}</b>
              <small lang="en" dir="ltr">
                {work.narrative}
              </small>
            </li>
          ))}
        </ul>
      </div>
      {how.figuresRelease && (
        <div class="part">
          <a href={new URL(how.figuresRelease).pathname}>{t('labelInForce')}</a>
        </div>
      )}
    </aside>
  )
}

function WhoMarked({
  page,
  marks,
  peerCount,
  agreement,
}: {
  page: PageContext
  marks: NonNullable<HowEarned['marks']>
  peerCount: number
  agreement: HowEarned['agreement']
}) {
  const t = messages(page.locale)
  const [computer, peers, educators] = [marks.computer, marks.peers, marks.educators].map((share) =>
    formatPercent(page.locale, share),
  ) as [string, string, string]
  return (
    <div class="part heavy">
      <h3>{t('whoMarked')}</h3>
      <MarksBar marks={marks} says={t('marksBar', { computer, peers, educators })} />
      <p class="key">
        <span class="computer">{t('byComputer', { share: computer })}</span>
        <span class="peers">{t('byPeers', { share: peers, people: peerCount })}</span>
        <span class="educators">{t('byEducators', { share: educators })}</span>
      </p>
      {agreement && (
        <p class="quiet">
          {t('agreement', {
            value: formatNumber(page.locale, agreement.concordance, 2),
            lower: formatNumber(page.locale, agreement.lower ?? agreement.concordance, 2),
            upper: formatNumber(page.locale, agreement.upper ?? agreement.concordance, 2),
            n: agreement.pieces,
          })}
        </p>
      )}
    </div>
  )
}

function MarksBar({ marks, says }: { marks: NonNullable<HowEarned['marks']>; says: string }) {
  const parts = [
    { kind: 'computer', share: marks.computer },
    { kind: 'peers', share: marks.peers },
    { kind: 'educators', share: marks.educators },
  ]
  let start = 0
  return (
    <svg class="marks-bar" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label={says}>
      {parts.map(({ kind, share }) => {
        const x = start * 100
        start += share
        return <rect key={kind} class={kind} x={x} y="0" width={share * 100} height="6" />
      })}
    </svg>
  )
}

function ByDoing({ page, how }: { page: PageContext; how: HowEarned }) {
  const t = messages(page.locale)
  const { locale } = page
  return (
    <>
      {how.handsOnShare === undefined ? (
        <p class="none">{t('byDoingNotMeasured')}</p>
      ) : (
        <p>
          {t('byDoingTime', {
            share: formatPercent(locale, how.handsOnShare),
            hours: formatNumber(locale, how.activeHours ?? 0),
          })}
        </p>
      )}
      {how.marksByDoingShare !== undefined && (
        <p>{t('byDoingMarks', { share: formatPercent(locale, how.marksByDoingShare) })}</p>
      )}
    </>
  )
}
