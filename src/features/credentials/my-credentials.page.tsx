import { formatDate } from '../../ui/format.ts'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { messages } from './messages.ts'
import { sharingMessages } from './sharing/sharing.messages.ts'

interface MyCredentialsPageProps {
  page: PageContext
  credentials: {
    id: string
    title: string
    providerName: string
    issuedAt: Date
    isShown: boolean
    isWithdrawn: boolean
    isDemonstration: boolean
  }[]
  /** Earned, but the address is not confirmed yet. */
  waiting: { id: string; title: string }[]
  /** One was just deleted from public view. */
  isDeleted?: boolean
}

export function MyCredentialsPage({ page, credentials, waiting, isDeleted }: MyCredentialsPageProps) {
  const t = messages(page.locale)
  const share = sharingMessages(page.locale)
  return (
    <Layout page={page} title={t('myTitle')}>
      <section class="narrow">
        <h1>{t('myTitle')}</h1>
        {isDeleted && (
          <p class="good" role="status">
            {share('deleted')}
          </p>
        )}
        {waiting.length > 0 && (
          <div class="warning stack">
            <h2 class="smaller">{t('myWaitingTitle')}</h2>
            <ul>
              {waiting.map(({ id, title }) => (
                <li key={id}>{title}</li>
              ))}
            </ul>
            <p>
              {t('myWaiting')} <a href={urls.account()}>{t('myConfirm')}</a>
            </p>
          </div>
        )}
        {credentials.length === 0 && waiting.length === 0 && <p class="none">{t('myNone')}</p>}
        {credentials.length > 0 && (
          <p>
            <a href={urls.shareLinks()}>{share('sharePrivate')}</a>
          </p>
        )}
        {credentials.length > 0 && (
          <ul class="my-credentials">
            {credentials.map((credential) => (
              <li key={credential.id}>
                <img
                  src={urls.issuedBadgeSvg({ credential: credential.id })}
                  alt=""
                  width="96"
                  height="96"
                  loading="lazy"
                />
                <h2 class="smaller">
                  <a href={urls.issued({ credential: credential.id })}>{credential.title}</a>
                </h2>
                <p class="quiet">
                  {credential.providerName} ·{' '}
                  {t('myDate', {
                    date: formatDate(page.locale, credential.issuedAt, page.viewer?.timeZone),
                  })}
                </p>
                <p class="tags">
                  {credential.isDemonstration && <span class="tag">{t('myDemonstration')}</span>}
                  {!credential.isShown && <span class="tag">{t('myHidden')}</span>}
                  {credential.isWithdrawn && <span class="tag">{t('myWithdrawn')}</span>}
                </p>
              </li>
            ))}
          </ul>
        )}
      </section>
    </Layout>
  )
}
