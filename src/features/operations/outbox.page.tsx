import { formatMoment } from '../../ui/format.ts'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { Table } from '../../ui/table.tsx'
import { urls } from '../../urls.ts'
import { messages } from './messages.ts'

interface MessageRow {
  id: string
  to_address: string
  subject: string
  purpose: string
  created_at: Date
  handed_over_at: Date | null
}

export function OutboxPage({ page, rows }: { page: PageContext; rows: MessageRow[] }) {
  const t = messages(page.locale)
  const zone = page.viewer?.timeZone ?? 'UTC'
  return (
    <Layout page={page} title={t('outbox')}>
      <section>
        <h1>{t('outbox')}</h1>
        <p class="quiet">
          {t('outboxText')} <a href={urls.auditTrail()}>{t('audit')}</a> ·{' '}
          <a href={urls.keysOfIssuers()}>{t('signingKeys')}</a> ·{' '}
          <a href={urls.reconciliation()}>{t('reconciliation')}</a> · <a href={urls.bills()}>{t('bills')}</a>{' '}
          · <a href={urls.aidAppealQueue()}>{t('aidAppeals')}</a>
        </p>
        {rows.length === 0 ? (
          <p class="none">{t('outboxEmpty')}</p>
        ) : (
          <Table
            label={t('outbox')}
            rows={rows}
            keyOf={(row) => row.id}
            columns={[
              {
                title: t('subject'),
                cell: (row) => <a href={urls.outboxMessage({ message: row.id })}>{row.subject}</a>,
              },
              { title: t('to'), cell: (row) => row.to_address },
              { title: t('purpose'), cell: (row) => row.purpose },
              { title: t('when'), cell: (row) => formatMoment(page.locale, row.created_at, zone) },
              {
                title: t('handedOver'),
                cell: (row) =>
                  row.handed_over_at ? formatMoment(page.locale, row.handed_over_at, zone) : t('waiting'),
              },
            ]}
          />
        )}
      </section>
    </Layout>
  )
}

const address = /(https?:\/\/[^\s]+)/

/** A mail as its receiver gets it, in text; addresses in it can be followed. */
export function MessagePage({ page, mail }: { page: PageContext; mail: MessageRow & { body_text: string } }) {
  const t = messages(page.locale)
  return (
    <Layout page={page} title={mail.subject}>
      <section class="narrow">
        <p class="kicker">
          {mail.to_address} · {mail.purpose}
        </p>
        <h1>{mail.subject}</h1>
        <div class="letter">
          {mail.body_text.split('\n\n').map((paragraph) => (
            <p key={paragraph}>
              {paragraph.split(address).map((part) =>
                address.test(part) ? (
                  <a key={part} href={part}>
                    {part}
                  </a>
                ) : (
                  part
                ),
              )}
            </p>
          ))}
        </div>
        <p>
          <a href={urls.outbox()}>{t('back')}</a>
        </p>
      </section>
    </Layout>
  )
}
