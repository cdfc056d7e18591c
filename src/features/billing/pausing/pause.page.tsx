import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { urls } from '../../../urls.ts'
import { messages } from '../messages.ts'
import type { LinkedSubscription } from '../queries.ts'
import { pausingMessages } from './pausing.messages.ts'

interface PausePageProps {
  page: PageContext
  token: string
  /** undefined behind a dead link */
  subscription: LinkedSubscription | undefined
  /** what the button did */
  done?: 'paused' | 'resumed'
}

/** Behind the link of a mail: one button that pauses or resumes, or what became of it. */
export function PausePage({ page, token, subscription, done }: PausePageProps) {
  const t = pausingMessages(page.locale)
  const isPaused = subscription?.state === 'paused'
  const isOpen = ['trial', 'active', 'past_due'].includes(subscription?.state ?? '')
  const title = t(isPaused && !done ? 'pageResume' : 'pageTitle')
  return (
    <Layout page={page} title={title}>
      <section class="narrow">
        <h1>{title}</h1>
        {!subscription && <p class="warning">{t('pageDead')}</p>}
        {subscription && done && (
          <p class="good" role="status">
            {t(done === 'paused' ? 'pagePaused' : 'pageResumed', { title: subscription.title })}
          </p>
        )}
        {subscription && !done && (isPaused || isOpen) && (
          <>
            <p>{t(isPaused ? 'pageResumeWhat' : 'pagePauseWhat', { title: subscription.title })}</p>
            <form class="stack" method="post" action={urls.pauseByLink({ token })}>
              <input type="hidden" name="to" value={isPaused ? 'resume' : 'pause'} />
              <button class="btn">{t(isPaused ? 'resumeButton' : 'pauseButton')}</button>
              <p class="hint">{t('pageWhy')}</p>
            </form>
          </>
        )}
        {subscription && !done && !isPaused && !isOpen && (
          <p>{t('pageNothing', { title: subscription.title })}</p>
        )}
        <p>
          <a href={urls.money()}>{messages(page.locale)('moneyLink')}</a>
        </p>
      </section>
    </Layout>
  )
}
