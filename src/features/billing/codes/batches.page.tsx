import { Choices, ErrorSummary, Field } from '../../../ui/form.tsx'
import { formatDate, formatNumber } from '../../../ui/format.ts'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { Table } from '../../../ui/table.tsx'
import { urls } from '../../../urls.ts'
import { codesMessages } from './codes.messages.ts'
import { discountInWords } from './discount-words.ts'
import type { CodeBatch, Seller } from './queries.ts'

type Key = Parameters<ReturnType<typeof codesMessages>>[0]

interface BatchesPageProps {
  page: PageContext
  seller: Seller
  batches: CodeBatch[]
  /** A random key, so that pressing twice makes one batch. */
  once: string
  typed?: Record<string, string>
  errors?: Record<string, string>
}

/** A provider's codes: those that there are, and making new ones. */
export function BatchesPage({ page, seller, batches, once, typed = {}, errors = {} }: BatchesPageProps) {
  const { locale } = page
  const t = codesMessages(locale)
  const says = Object.entries(errors).map(([name, key]) => ({ name, text: t(key as Key) }))
  return (
    <Layout page={page} title={t('listTitle', { name: seller.name })}>
      <section class="narrow">
        <h1>{t('listTitle', { name: seller.name })}</h1>
        <p>{t('listLead')}</p>
        <p class="label-links">
          <a href={urls.payouts({ provider: seller.slug })}>{t('toPayouts')}</a> ·{' '}
          <a href={urls.providerMoney({ provider: seller.slug })}>{t('toWhatPeoplePaid')}</a>
        </p>
        <ErrorSummary title={t('errors')} says={says} />
      </section>
      <section>
        {batches.length === 0 ? (
          <p class="none">{t('listNone')}</p>
        ) : (
          <Batches page={page} batches={batches} />
        )}
        {batches.length > 0 && (
          <p>
            <a href={urls.codesCsv({ provider: seller.slug })}>{t('listCsv')}</a>
          </p>
        )}
      </section>
      <MakeForm page={page} seller={seller} once={once} typed={typed} errors={errors} />
    </Layout>
  )
}

function Batches({ page, batches }: { page: PageContext; batches: CodeBatch[] }) {
  const { locale } = page
  const t = codesMessages(locale)
  const number = (n: number) => formatNumber(locale, n, 0)
  return (
    <Table
      label={t('listCaption')}
      rows={batches}
      keyOf={(batch) => batch.id}
      columns={[
        {
          title: t('colLabel'),
          cell: (batch) => (
            <>
              <a href={urls.codeBatch({ batch: batch.id })} dir="auto">
                {batch.label}
              </a>
              <br />
              <small dir="auto">{batch.title ?? t('allCredentials')}</small>
            </>
          ),
        },
        {
          title: t('colWorth'),
          cell: (batch) => discountInWords(locale, { bp: batch.percent_bp, charges: batch.charges }),
        },
        {
          title: t('colUsed'),
          cell: (batch) =>
            t('usedOf', { used: number(batch.uses), all: number(batch.code_count * batch.uses_max) }),
        },
        {
          title: t('colUntil'),
          cell: (batch) =>
            batch.closed_at
              ? t('closed')
              : batch.expires_at
                ? formatDate(locale, new Date(batch.expires_at.getTime() - 1))
                : t('untilNone'),
        },
      ]}
    />
  )
}

function MakeForm({ page, seller, once, typed, errors }: Required<Omit<BatchesPageProps, 'batches'>>) {
  const t = codesMessages(page.locale)
  const field = (name: string) => ({
    name,
    value: typed[name],
    error: errors[name] && t(errors[name] as Key),
  })
  return (
    <form class="trial-form" method="post" action={urls.codes({ provider: seller.slug })}>
      <input type="hidden" name="once" value={once} />
      <h2>{t('makeTitle')}</h2>
      <Field {...field('label')} label={t('label')} maxlength={80} required />
      <p class="field">
        <label for="f-credential">{t('credential')}</label>
        <select id="f-credential" name="credential">
          <option value="">{t('allCredentials')}</option>
          {seller.credentials.map(({ id, title }) => (
            <option key={id} value={id} selected={id === typed.credential}>
              {title}
            </option>
          ))}
        </select>
      </p>
      <Field
        {...field('percent')}
        label={t('percent')}
        type="number"
        min={1}
        max={100}
        inputmode="numeric"
        required
      />
      <Field {...field('charges')} label={t('charges')} type="number" min={1} max={60} inputmode="numeric" />
      <Choices
        {...field('kind')}
        legend={t('kind')}
        value={typed.kind || 'single'}
        choices={[
          { value: 'single', label: t('kindSingle') },
          { value: 'word', label: t('kindWord') },
        ]}
      />
      <Field {...field('count')} label={t('count')} type="number" min={1} max={10_000} inputmode="numeric" />
      <Field {...field('word')} label={t('word')} maxlength={30} autocomplete="off" />
      <Field {...field('uses')} label={t('uses')} type="number" min={2} max={100_000} inputmode="numeric" />
      <Field {...field('expires')} label={t('expires')} type="date" />
      <button class="btn">{t('makeButton')}</button>
    </form>
  )
}
