import { Field } from '../../ui/form.tsx'
import { formatDate, formatNumber, formatPercent } from '../../ui/format.ts'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import type { HowEarned } from './how-earned.ts'
import { messages } from './messages.ts'
import { Checks, DemonstrationFirst, VerdictPanel } from './verification.tsx'
import type { Verification } from './verify/result.ts'

export interface IssuedPageProps {
  page: PageContext
  id: string
  title: string
  name?: string
  providerName: string
  providerSlug: string
  credentialSlug: string
  edition: number
  issuedAt: Date
  isDemonstration: boolean
  verification: Verification
  how: HowEarned
  recipient?: { email: string; matches?: boolean; error?: 'emailInvalid' }
  /** Only for its holder. */
  own?: { isShown: boolean; isNamed: boolean; accountName: string; isSaved: boolean }
}

/** The page that an employer checks, without an account: verified anew each time it is opened. */
export function IssuedPage(props: IssuedPageProps) {
  const { page, verification, how } = props
  const t = messages(page.locale)
  const title = props.name
    ? t('issuedNamed', { name: props.name, title: props.title })
    : t('issuedUnnamed', { title: props.title })
  const issuedBy = {
    provider: props.providerName,
    date: formatDate(page.locale, props.issuedAt),
    edition: props.edition,
  }
  return (
    <Layout page={page} title={title} description={t('issuedBy', issuedBy)}>
      <section class="two">
        <div class="stack">
          {props.isDemonstration && <DemonstrationFirst page={page} />}
          <h1 class="smaller">{title}</h1>
          <p class="quiet">{t('issuedBy', issuedBy)}</p>
          <VerdictPanel
            page={page}
            verdict={verification.verdict}
            says={verification.verdict === 'valid' ? t('issuedVerdict_valid') : undefined}
          />
          <Checks page={page} verification={verification} />
          <RecipientCheck {...props} />
          <p class="buttons no-print">
            <a class="btn plain" href={urls.issuedJson({ credential: props.id })}>
              {t('download')}
            </a>
            <a href={urls.credential({ credential: props.credentialSlug })}>{t('credentialPage')}</a>
          </p>
          {props.own && <OwnPanel {...props} own={props.own} />}
        </div>
        <HowPanel page={page} how={how} />
      </section>
    </Layout>
  )
}

function RecipientCheck({ page, id, recipient }: IssuedPageProps) {
  const t = messages(page.locale)
  return (
    <form
      id="recipient"
      class="recipient no-print"
      method="post"
      action={urls.issuedRecipient({ credential: id })}
    >
      <h2 class="smaller">{t('recipientTitle')}</h2>
      {recipient?.matches === undefined ? (
        <p>{t('recipientNotChecked')}</p>
      ) : (
        <p class={recipient.matches ? 'good' : 'bad'} role="status">
          {t(recipient.matches ? 'recipientSame' : 'recipientOther', { email: recipient.email })}
        </p>
      )}
      <Field
        name="email"
        type="email"
        label={t('recipientEmail')}
        hint={t('recipientHint')}
        value={recipient?.email}
        error={recipient?.error && t(recipient.error)}
        autocomplete="off"
      />
      <button class="btn plain">{t('recipientCompare')}</button>
    </form>
  )
}

function OwnPanel({ page, id, own }: IssuedPageProps & { own: NonNullable<IssuedPageProps['own']> }) {
  const t = messages(page.locale)
  return (
    <form class="own no-print" method="post" action={urls.issuedVisibility({ credential: id })}>
      <h2 class="smaller">{t('ownTitle')}</h2>
      {own.isSaved && (
        <p class="good" role="status">
          {t('saved')}
        </p>
      )}
      <p>{t(own.isShown ? 'ownShown' : 'ownHidden')}</p>
      <label class="choice">
        <input type="checkbox" name="shown" value="yes" checked={own.isShown} />
        <span>{t('ownShow')}</span>
      </label>
      {own.accountName || own.isNamed ? (
        <label class="choice">
          <input type="checkbox" name="named" value="yes" checked={own.isNamed} />
          <span>
            {t('ownName', { name: own.accountName })}
            <small>{t('ownNameHint')}</small>
          </span>
        </label>
      ) : (
        <p>
          <a href={urls.account()}>{t('ownNoName')}</a>
        </p>
      )}
      <button class="btn plain">{t('save')}</button>
    </form>
  )
}

function HowPanel({ page, how }: { page: PageContext; how: HowEarned }) {
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
