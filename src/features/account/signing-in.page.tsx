import type { ComponentChildren } from 'preact'
import { ErrorSummary, Field } from '../../ui/form.tsx'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls, withQuery } from '../../urls.ts'
import { messages } from './messages.ts'

type Key = Parameters<ReturnType<typeof messages>>[0]
export type FormErrorKeys = Partial<Record<string, Key>>

interface FormPageProps {
  page: PageContext
  typed?: Record<string, string>
  errors?: FormErrorKeys
  next?: string
}

export function SignUpPage({ page, typed = {}, errors = {}, next = '/' }: FormPageProps) {
  const t = messages(page.locale)
  return (
    <FormPage page={page} title={t('signUp')} errors={errors}>
      <form method="post" action={urls.signUp()} data-time-zone>
        <input type="hidden" name="next" value={next} />
        <input type="hidden" name="time_zone" value="UTC" />
        <EmailField page={page} typed={typed} errors={errors} />
        <NewPasswordField page={page} label="password" errors={errors} />
        <NameField page={page} typed={typed} errors={errors} />
        <button class="btn">{t('signUp')}</button>
      </form>
      <p>
        <a href={withQuery(urls.signIn(), { next })}>{t('haveAccount')}</a>
      </p>
    </FormPage>
  )
}

export function SignInPage({ page, typed = {}, errors = {}, next = '/' }: FormPageProps) {
  const t = messages(page.locale)
  return (
    <FormPage page={page} title={t('signIn')} errors={errors}>
      <form method="post" action={urls.sessions()}>
        <input type="hidden" name="next" value={next} />
        <EmailField page={page} typed={typed} errors={errors} />
        <Field
          name="password"
          type="password"
          label={t('password')}
          autocomplete="current-password"
          required
        />
        <button class="btn">{t('signIn')}</button>
      </form>
      <p>
        <a href={withQuery(urls.signUp(), { next })}>{t('noAccount')}</a> ·{' '}
        <a href={urls.forgotPassword()}>{t('forgot')}</a>
      </p>
      {page.demo && <p class="quiet">{t('demoHint')}</p>}
    </FormPage>
  )
}

export function ForgotPage({
  page,
  typed = {},
  errors = {},
  sent = false,
}: FormPageProps & { sent?: boolean }) {
  const t = messages(page.locale)
  return (
    <FormPage page={page} title={t('forgotTitle')} errors={errors}>
      {sent ? (
        <p class="good" role="status">
          {t('forgotSent')}
        </p>
      ) : (
        <form method="post" action={urls.forgotPassword()}>
          <p>{t('forgotText')}</p>
          <Field
            name="email"
            type="email"
            label={t('email')}
            value={typed.email}
            error={errors.email && t(errors.email)}
            autocomplete="email"
            required
          />
          <button class="btn">{t('sendLink')}</button>
        </form>
      )}
    </FormPage>
  )
}

export function ResetPage({ page, token, errors = {} }: FormPageProps & { token: string }) {
  const t = messages(page.locale)
  return (
    <FormPage page={page} title={t('resetTitle')} errors={errors}>
      <form method="post" action={urls.resetPassword({ token })}>
        <NewPasswordField page={page} label="newPassword" errors={errors} />
        <button class="btn">{t('resetButton')}</button>
      </form>
    </FormPage>
  )
}

export function ConfirmPage({ page, token }: { page: PageContext; token: string }) {
  const t = messages(page.locale)
  return (
    <FormPage page={page} title={t('confirmTitle')}>
      <p>{t('confirmText')}</p>
      <form method="post" action={urls.confirmEmail({ token })}>
        <button class="btn">{t('confirmButton')}</button>
      </form>
    </FormPage>
  )
}

export function OperatorPage({ page, token, typed = {}, errors = {} }: FormPageProps & { token: string }) {
  const t = messages(page.locale)
  return (
    <FormPage page={page} title={t('operatorTitle')} errors={errors}>
      <form method="post" action={urls.operatorInvitation({ token })}>
        <EmailField page={page} typed={typed} errors={errors} />
        <NewPasswordField page={page} label="password" errors={errors} />
        <NameField page={page} typed={typed} errors={errors} />
        <button class="btn">{t('operatorButton')}</button>
      </form>
    </FormPage>
  )
}

/** A page that says one thing: a link that is dead, an address that is confirmed. */
export function SayingPage({ page, title, says }: { page: PageContext; title: Key; says: Key }) {
  const t = messages(page.locale)
  return (
    <FormPage page={page} title={t(title)}>
      <p role="status">{t(says)}</p>
      <p>
        <a href={page.viewer ? urls.myLearning() : urls.signIn()}>
          {t(page.viewer ? 'accountTitle' : 'signIn')}
        </a>
      </p>
    </FormPage>
  )
}

function FormPage({
  page,
  title,
  errors = {},
  children,
}: {
  page: PageContext
  title: string
  errors?: FormErrorKeys
  children: ComponentChildren
}) {
  const t = messages(page.locale)
  return (
    <Layout page={page} title={title}>
      <section class="narrow">
        <h1>{title}</h1>
        <ErrorSummary
          title={t('errors')}
          says={Object.entries(errors).map(([name, key]) => ({ name, text: t(key!) }))}
        />
        {children}
      </section>
    </Layout>
  )
}

type FieldOf = Pick<FormPageProps, 'page' | 'typed'> & { errors: FormErrorKeys }

function EmailField({ page, typed = {}, errors }: FieldOf) {
  const t = messages(page.locale)
  return (
    <Field
      name="email"
      type="email"
      label={t('email')}
      value={typed.email}
      error={errors.email && t(errors.email)}
      autocomplete="email"
      required
    />
  )
}

function NewPasswordField({ page, label, errors }: FieldOf & { label: 'password' | 'newPassword' }) {
  const t = messages(page.locale)
  return (
    <Field
      name="password"
      type="password"
      label={t(label)}
      hint={t('passwordHint')}
      error={errors.password && t(errors.password)}
      autocomplete="new-password"
      required
    />
  )
}

function NameField({ page, typed = {}, errors }: FieldOf) {
  const t = messages(page.locale)
  return (
    <Field
      name="name"
      label={t('name')}
      hint={t('nameHint')}
      value={typed.name}
      error={errors.name && t(errors.name)}
      autocomplete="name"
    />
  )
}
