import { formatDate, formatMoney } from '../../../ui/format.ts'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { urls, withQuery } from '../../../urls.ts'
import { SimulatedBand } from '../trial.page.tsx'
import { giftsMessages } from './gifts.messages.ts'
import type { GivenGift, OwnGift } from './queries.ts'

export type GiftNotice = 'paidNow' | 'underWayNow' | 'sentNow' | 'backNow' | 'tooLate'

/** What a person gave, and what can still be done about it. */
export function GiftsPage({
  page,
  gifts,
  simulated,
  notice,
}: {
  page: PageContext
  gifts: OwnGift[]
  simulated: boolean
  notice?: GiftNotice
}) {
  const t = giftsMessages(page.locale)
  return (
    <Layout page={page} title={t('listTitle')}>
      <section class="narrow">
        {simulated && <SimulatedBand page={page} />}
        <h1>{t('listTitle')}</h1>
        {notice && (
          <p class={notice === 'tooLate' || notice === 'underWayNow' ? 'warning' : 'good'} role="status">
            {t(notice)}
          </p>
        )}
        {gifts.length === 0 && <p class="none">{t('listNone')}</p>}
      </section>
      {gifts.map((gift) => (
        <Gift key={gift.id} page={page} gift={gift} />
      ))}
    </Layout>
  )
}

function Gift({ page, gift }: { page: PageContext; gift: OwnGift }) {
  const { locale, viewer } = page
  const t = giftsMessages(locale)
  const amount = formatMoney(locale, gift.total_minor, gift.currency)
  const isOpen = gift.state === 'waiting' || gift.state === 'sent'
  return (
    <section class="agreement-record">
      <h2 dir="auto">{gift.title}</h2>
      <p class="state">{stateOf(page, gift, viewer?.timeZone ?? 'UTC')}</p>
      {isOpen && (
        <div class="buttons">
          <form method="post" action={urls.giftTakenBack({ gift: gift.id })}>
            <button class="btn plain">{t('takeBack')}</button> <small>{t('takeBackNote', { amount })}</small>
          </form>
          {gift.state === 'sent' && (
            <form method="post" action={urls.giftMails({ gift: gift.id })}>
              <button class="btn plain">{t('sendAgain')}</button>
            </form>
          )}
        </div>
      )}
    </section>
  )
}

function stateOf({ locale }: PageContext, gift: OwnGift, timeZone: string): string {
  const t = giftsMessages(locale)
  const day = (at: Date | null) => (at ? formatDate(locale, at, timeZone) : '')
  const to = gift.recipient_email ?? ''
  switch (gift.state) {
    case 'waiting':
      return t('state_waiting', { to, date: day(gift.send_at) })
    case 'sent':
      return t('state_sent', { to, date: day(gift.sent_at) })
    case 'accepted':
      return t('state_accepted', { date: day(gift.accepted_at) })
    case 'given_back':
      return t('state_given_back', { date: day(gift.given_back_at) })
    default:
      return t(gift.order_state === 'failed' ? 'state_failed' : 'state_unpaid')
  }
}

export type GivenProblem = 'linkDead' | 'linkTaken' | 'linkHad'

/** The page behind the mail's link: one button; a visitor without an account is led to one and back. */
export function GivenPage({
  page,
  token,
  gift,
  problem,
}: {
  page: PageContext
  token: string
  gift?: GivenGift
  problem?: GivenProblem
}) {
  const t = giftsMessages(page.locale)
  const path = urls.giftByLink({ token })
  const title = gift ? t('linkTitle', { title: gift.title }) : t('listTitle')
  return (
    <Layout page={page} title={title}>
      <section class="narrow">
        <h1>{title}</h1>
        {problem && <p class="warning">{t(problem)}</p>}
        {gift && (
          <p dir="auto">
            {gift.giver_name
              ? t('linkFrom', { giver: gift.giver_name, title: gift.title, provider: gift.provider_name })
              : t('linkFromNobody', { title: gift.title, provider: gift.provider_name })}
          </p>
        )}
        {gift?.message && <blockquote dir="auto">{gift.message}</blockquote>}
        {gift && !problem && (
          <>
            <p>{t('linkText')}</p>
            {page.viewer ? (
              <form method="post" action={path}>
                <button class="btn">{t('linkAccept')}</button>{' '}
                <small>
                  {t('linkWhere')} {page.viewer.name}
                </small>
              </form>
            ) : (
              <p class="buttons">
                <a class="btn" href={withQuery(urls.signUp(), { next: path })}>
                  {t('linkSignUp')}
                </a>{' '}
                <a class="btn plain" href={withQuery(urls.signIn(), { next: path })}>
                  {t('linkSignIn')}
                </a>
              </p>
            )}
          </>
        )}
        {gift && (
          <p>
            <a href={urls.credential({ credential: gift.slug })}>{t('toCredential')}</a>
          </p>
        )}
      </section>
    </Layout>
  )
}
