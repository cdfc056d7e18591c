import { formatMoment } from '../../ui/format.ts'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { Table } from '../../ui/table.tsx'
import { messages } from './messages.ts'

interface AuditRow {
  id: number
  at: Date
  actor: string | null
  action: string
  subject_kind: string
  subject_id: string
}

export function AuditPage({ page, rows }: { page: PageContext; rows: AuditRow[] }) {
  const t = messages(page.locale)
  return (
    <Layout page={page} title={t('audit')}>
      <section>
        <h1>{t('audit')}</h1>
        <p class="quiet">{t('auditText')}</p>
        <Table
          label={t('audit')}
          rows={rows}
          keyOf={(row) => row.id}
          columns={[
            {
              title: t('when'),
              cell: (row) => formatMoment(page.locale, row.at, page.viewer?.timeZone ?? 'UTC'),
            },
            { title: t('action'), cell: (row) => row.action },
            { title: t('subject_id'), cell: (row) => `${row.subject_kind} ${row.subject_id}` },
            { title: t('actor'), cell: (row) => row.actor ?? t('theSite') },
          ]}
        />
      </section>
    </Layout>
  )
}
