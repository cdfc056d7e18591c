import { ErrorSummary, Field } from '../../ui/form.tsx'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { messages } from './messages.ts'
import type { FormErrorKeys } from './signing-in.page.tsx'

interface AccountPageProps {
  page: PageContext
  account: { email: string; email_confirmed_at: Date | null; display_name: string; time_zone: string }
  saved?: boolean
  errors?: FormErrorKeys
}

export function AccountPage({ page, account, saved, errors = {} }: AccountPageProps) {
  const t = messages(page.locale)
  return (
    <Layout page={page} title={t('accountTitle')}>
      <section class="narrow">
        <h1>{t('accountTitle')}</h1>
        {saved && (
          <p class="good" role="status">
            {t('saved')}
          </p>
        )}
        <ErrorSummary
          title={t('errors')}
          says={Object.entries(errors).map(([name, key]) => ({ name, text: t(key!) }))}
        />
        <p>
          {t(account.email_confirmed_at ? 'addressConfirmed' : 'addressUnconfirmed', {
            email: account.email,
          })}
        </p>
        {!account.email_confirmed_at && (
          <form method="post" action={urls.confirmationMails()}>
            <button class="btn plain">{t('resend')}</button>
          </form>
        )}
        <form method="post" action={urls.accountName()}>
          <Field
            name="name"
            label={t('name')}
            hint={t('nameHint')}
            value={account.display_name}
            autocomplete="name"
            error={errors.name && t(errors.name)}
          />
          <Field name="time_zone" label={t('timeZone')} value={account.time_zone} />
          <button class="btn">{t('save')}</button>
        </form>
      </section>
      <section class="narrow">
        <h2>{t('eraseTitle')}</h2>
        <p>{t('eraseText')}</p>
        <form method="post" action={urls.erasure()}>
          <Field
            name="email"
            label={t('eraseLabel')}
            autocomplete="off"
            error={errors.email && t(errors.email)}
          />
          <button class="btn plain">{t('eraseButton')}</button>
        </form>
      </section>
    </Layout>
  )
}
