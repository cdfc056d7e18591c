import { formatMoment } from '../../ui/format.ts'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
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
        <div class="scroll" tabIndex={0} role="region" aria-label={t('audit')}>
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">{t('when')}</th>
                <th scope="col">{t('action')}</th>
                <th scope="col">{t('subject_id')}</th>
                <th scope="col">{t('actor')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <td>{formatMoment(page.locale, row.at, page.viewer?.timeZone ?? 'UTC')}</td>
                  <td>{row.action}</td>
                  <td>
                    {row.subject_kind} {row.subject_id}
                  </td>
                  <td>{row.actor ?? t('theSite')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
    </Layout>
  )
}
