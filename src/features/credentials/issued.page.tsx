import { Field } from '../../ui/form.tsx'
import { formatDate } from '../../ui/format.ts'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import type { HowEarned } from './how-earned.ts'
import { HowPanel } from './how-panel.tsx'
import { messages } from './messages.ts'
import { Downloads } from './sharing/downloads.tsx'
import { type OwnChoices, OwnPanel } from './sharing/own-panel.tsx'
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
  own?: OwnChoices
  hasToken: boolean
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
          <Downloads page={page} credentialId={props.id} hasToken={props.hasToken} />
          <p class="no-print">
            <a href={urls.credential({ credential: props.credentialSlug })}>{t('credentialPage')}</a>
          </p>
          {props.own && <OwnPanel page={page} credentialId={props.id} own={props.own} />}
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
