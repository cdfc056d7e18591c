import { ErrorSummary, Field, TextArea } from '../../ui/form.tsx'
import { formatDate } from '../../ui/format.ts'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import type { KnownIssuer } from './check-handed-in.ts'
import { messages } from './messages.ts'
import { Checks, DemonstrationFirst, VerdictPanel } from './verification.tsx'
import { instantOf } from './verify/check-dates.ts'
import type { CredentialSummary, Verification } from './verify/result.ts'

type ErrorKey = 'textLong' | 'addressLong' | 'verifyNothing'

interface VerifyPageProps {
  page: PageContext
  address?: string
  text?: string
  errors?: Partial<Record<'text' | 'address' | 'file', ErrorKey>>
}

/** Anybody's credential: as a file, a text or an address. */
export function VerifyPage({ page, address, text, errors = {} }: VerifyPageProps) {
  const t = messages(page.locale)
  const said = (name: keyof typeof errors) => errors[name] && t(errors[name])
  return (
    <Layout page={page} title={t('verifyTitle')} description={t('verifyLead')}>
      <section class="narrow">
        <h1>{t('verifyTitle')}</h1>
        <p>{t('verifyLead')}</p>
        <ErrorSummary
          title={t('formErrors')}
          says={Object.entries(errors).map(([name, key]) => ({ name, text: t(key) }))}
        />
        <form method="post" action={urls.verify()} enctype="multipart/form-data">
          <FileField
            label={t('verifyFile')}
            hint={t('verifyFileHint')}
            error={said('file')}
            accept=".json,.jsonld,.jwt,.txt,.png,.svg,application/json,image/png,image/svg+xml"
          />
          <TextArea
            name="text"
            label={t('verifyText')}
            hint={t('verifyTextHint')}
            value={text}
            error={said('text')}
            rows={5}
          />
          <Field
            name="address"
            label={t('verifyAddress')}
            hint={t('verifyAddressHint')}
            value={address}
            error={said('address')}
            autocomplete="off"
            placeholder="https://"
          />
          <button class="btn">{t('verifyButton')}</button>
        </form>
        <p class="quiet">
          {t('verifyOwnTools')} <code class="command">candour verify FILE --offline</code>
        </p>
      </section>
    </Layout>
  )
}

function FileField(field: { label: string; hint: string; error?: string; accept: string }) {
  return (
    <p class="field">
      <label for="f-file">{field.label}</label>
      <small id="h-file" class="hint">
        {field.hint}
      </small>
      <input
        id="f-file"
        type="file"
        name="file"
        accept={field.accept}
        aria-invalid={field.error ? 'true' : undefined}
        aria-describedby={field.error ? 'h-file e-file' : 'h-file'}
      />
      {field.error && (
        <span id="e-file" class="error">
          {field.error}
        </span>
      )}
    </p>
  )
}

interface VerifiedPageProps {
  page: PageContext
  verification: Verification
  knownIssuer?: KnownIssuer
}

/** What was found, the verdict first (and before it that something is a demonstration). */
export function VerifiedPage({ page, verification, knownIssuer }: VerifiedPageProps) {
  const t = messages(page.locale)
  const { verdict, summary } = verification
  const isDemonstration = summary?.isDemonstration || knownIssuer?.demonstration
  return (
    <Layout page={page} title={t(`verdict_${verdict}`)}>
      <section class="two">
        <div class="stack">
          <h1 class="smaller">{summary?.name ?? summary?.achievementName ?? t('verifyTitle')}</h1>
          {isDemonstration && <DemonstrationFirst page={page} />}
          <VerdictPanel page={page} verdict={verdict} />
          <h2 class="smaller">{t('checksTitle')}</h2>
          <Checks page={page} verification={verification} />
          <p>
            <a class="btn plain" href={urls.verify()}>
              {t('verifyAnother')}
            </a>
          </p>
        </div>
        {summary && <Summary page={page} summary={summary} knownIssuer={knownIssuer} />}
      </section>
    </Layout>
  )
}

/** In the reader's language where it is a date at all, else as it is written. */
function dateIn(locale: PageContext['locale'], value: string | undefined): string | undefined {
  const instant = instantOf(value)
  return instant ? formatDate(locale, instant) : value
}

function Summary({
  page,
  summary,
  knownIssuer,
}: {
  page: PageContext
  summary: CredentialSummary
  knownIssuer?: KnownIssuer
}) {
  const t = messages(page.locale)
  const issuer = summary.issuerName ?? summary.issuerId ?? '–'
  const rows: [string, string | undefined][] = [
    [t('resultName'), summary.name],
    [t('resultAchievement'), summary.achievementName],
    [t('resultIssuer'), [summary.issuerName, summary.issuerId].filter(Boolean).join(' · ')],
    [t('resultRecipient'), summary.recipientName ?? summary.recipientId],
    [t('resultFrom'), dateIn(page.locale, summary.validFrom)],
    [t('resultUntil'), dateIn(page.locale, summary.validUntil)],
    [t('resultCriteria'), summary.criteria ?? summary.criteriaUrl],
  ]
  return (
    <aside class="earned">
      <header>
        <h2>{t('resultTitle')}</h2>
      </header>
      {!summary.isAsSigned && <p class="warning">{t('resultUnsigned')}</p>}
      <dl class="said">
        {rows.map(([name, value]) =>
          value ? (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      {summary.isAsSigned &&
        (knownIssuer ? (
          <p>
            <a href={urls.provider({ provider: knownIssuer.slug })}>
              {t('issuerKnown', { name: knownIssuer.name })}
            </a>
          </p>
        ) : (
          <p class="none">{t('issuerUnknown', { issuer })}</p>
        ))}
    </aside>
  )
}
