import { formatDate } from '../../../ui/format.ts'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { urls } from '../../../urls.ts'
import type { HowEarned } from '../how-earned.ts'
import { HowPanel } from '../how-panel.tsx'
import { Checks, DemonstrationFirst, VerdictPanel } from '../verification.tsx'
import type { Verification } from '../verify/result.ts'
import { sharingMessages } from './sharing.messages.ts'

export interface SharedCredential {
  id: string
  title: string
  providerName: string
  edition: number
  issuedAt: Date
  isDemonstration: boolean
  verification: Verification
  how: HowEarned
}

/** What a private link shows to whoever holds it: the chosen credentials, each verified now, and nothing else. */
export function SharedPage({
  page,
  token,
  name,
  expiresAt,
  credentials,
}: {
  page: PageContext
  token: string
  name?: string
  expiresAt: Date
  credentials: SharedCredential[]
}) {
  const t = sharingMessages(page.locale)
  const title = name ? t('sharedNamed', { name }) : t('sharedTitle')
  return (
    <Layout page={page} title={title}>
      <section class="stack">
        <h1 class="smaller">{title}</h1>
        <p class="quiet">{t('sharedLead', { date: formatDate(page.locale, expiresAt) })}</p>
      </section>
      {credentials.map((credential) => (
        <section key={credential.id} class="two shared">
          <div class="stack">
            {credential.isDemonstration && <DemonstrationFirst page={page} />}
            <h2 dir="auto">{credential.title}</h2>
            <p class="quiet">
              {t('sharedIssued', {
                provider: credential.providerName,
                date: formatDate(page.locale, credential.issuedAt),
                edition: credential.edition,
              })}
            </p>
            <VerdictPanel page={page} verdict={credential.verification.verdict} />
            <details>
              <summary>{t('sharedChecks')}</summary>
              <Checks page={page} verification={credential.verification} />
            </details>
            <p class="no-print">
              <a href={urls.sharedJson({ token, credential: credential.id })}>{t('takeJson')}</a> ·{' '}
              <a href={urls.verify()}>{t('sharedOwn')}</a>
            </p>
          </div>
          <HowPanel page={page} how={credential.how} />
        </section>
      ))}
    </Layout>
  )
}
