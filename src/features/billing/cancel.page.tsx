import { formatMoment } from '../../ui/format.ts'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { messages } from './messages.ts'
import type { LinkedSubscription } from './queries.ts'

interface CancelPageProps {
  page: PageContext
  token: string
  /** undefined behind a dead link */
  subscription: LinkedSubscription | undefined
}

/** Behind the link of a mail: one button, or what became of it. Whoever holds the link needs no account. */
export function CancelPage({ page, token, subscription }: CancelPageProps) {
  const t = messages(page.locale)
  if (!subscription)
    return (
      <Layout page={page} title={t('cancelTitle')}>
        <section class="narrow">
          <h1>{t('cancelTitle')}</h1>
          <p class="warning">{t('linkDead')}</p>
          <a href={urls.money()}>{t('moneyLink')}</a>
        </section>
      </Layout>
    )
  const isDone = subscription.state === 'cancelled'
  const isOpen = ['trial', 'active', 'past_due', 'paused'].includes(subscription.state)
  const { title } = subscription
  return (
    <Layout page={page} title={t(isDone ? 'cancelDoneTitle' : 'cancelTitle')}>
      <section class="narrow">
        <h1>{t(isDone ? 'cancelDoneTitle' : 'cancelTitle')}</h1>
        {isDone && (
          <p class="good" role="status">
            {t('cancelDone', {
              title,
              moment: formatMoment(page.locale, subscription.stays_until, subscription.time_zone),
            })}
          </p>
        )}
        {isDone && (
          <p class="panel ask">
            {t('rateAsk')} <a href={urls.rating({ enrolment: subscription.enrolment_id })}>{t('rateLink')}</a>
          </p>
        )}
        {!isDone && !isOpen && <p>{t('cancelNothing', { title })}</p>}
        {isOpen && (
          <>
            <p>
              {t('cancelWhat', {
                moment: formatMoment(page.locale, subscription.stays_until, subscription.time_zone),
              })}
            </p>
            <form class="stack" method="post" action={urls.cancellationByLink({ token })}>
              <button class="btn">{t('cancelButton', { title })}</button>
              <p class="hint">{t('cancelText')}</p>
            </form>
          </>
        )}
      </section>
    </Layout>
  )
}
