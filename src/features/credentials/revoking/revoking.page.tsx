import type { ComponentChildren } from 'preact'
import { Choices, ErrorSummary, Field, TextArea } from '../../../ui/form.tsx'
import { formatDate } from '../../../ui/format.ts'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { Table } from '../../../ui/table.tsx'
import { urls } from '../../../urls.ts'
import { REVOCATION_KINDS } from './change-standing.ts'
import type { IssuedRow, StandingRow } from './queries.ts'
import { revokingMessages } from './revoking.messages.ts'

/** What the providers of somebody issued, and what waits for a second person. */
export function IssuingPage({
  page,
  rows,
  find,
}: {
  page: PageContext
  rows: IssuedRow[]
  find?: { typed: string }
}) {
  const t = revokingMessages(page.locale)
  const waiting = rows.filter(({ askedAt }) => askedAt)
  return (
    <Layout page={page} title={t('listTitle')}>
      <section class="stack">
        <h1>{t('listTitle')}</h1>
        <p class="quiet measure">{t('listLead')}</p>
        <form class="find" method="get" action={urls.issuing()}>
          <Field
            name="find"
            type="search"
            label={t('find')}
            hint={t('findHint')}
            value={find?.typed}
            error={find && t('findNothing')}
          />
          <button class="btn plain">{t('findButton')}</button>
        </form>
        <h2 class="smaller">{t('listWaiting')}</h2>
        {waiting.length === 0 ? (
          <p class="none">{t('listWaitingNone')}</p>
        ) : (
          <IssuedTable page={page} label={t('listWaiting')} rows={waiting} />
        )}
        <h2 class="smaller">{t('listTitle')}</h2>
        {rows.length === 0 ? (
          <p class="none">{t('listNone')}</p>
        ) : (
          <IssuedTable page={page} label={t('listTitle')} rows={rows.filter(({ askedAt }) => !askedAt)} />
        )}
      </section>
    </Layout>
  )
}

function IssuedTable({ page, label, rows }: { page: PageContext; label: string; rows: IssuedRow[] }) {
  const t = revokingMessages(page.locale)
  return (
    <Table
      label={label}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        {
          title: t('credential'),
          cell: ({ id, title }) => <a href={urls.standing({ credential: id })}>{title}</a>,
        },
        { title: t('provider'), cell: ({ providerName }) => providerName },
        { title: t('issued'), cell: ({ issuedAt }) => formatDate(page.locale, issuedAt) },
        { title: t('state'), cell: ({ state }) => t(`state_${state}`) },
      ]}
    />
  )
}

export interface StandingPageProps {
  page: PageContext
  standing: StandingRow
  viewerKey: string
  isDone?: boolean
  refused?: 'same_person' | 'nothing_open' | 'revoked_already'
  /** What was typed into the form that is wrong. */
  typed?: { form: 'suspension' | 'request'; kind?: string; reason?: string }
  errors?: { kind?: 'kindMissing'; reason?: 'reasonMissing' }
}

/** One credential, for those who answer for it: suspend, lift, ask for a revocation, decide one. */
export function StandingPage(props: StandingPageProps) {
  const { page, standing } = props
  const t = revokingMessages(page.locale)
  return (
    <Layout page={page} title={t('title', { title: standing.title })}>
      <section class="narrow">
        <p>
          <a href={urls.issuing()}>{t('back')}</a>
        </p>
        <h1 class="smaller">{t('title', { title: standing.title })}</h1>
        <p class="quiet">
          {t('issuedBy', {
            provider: standing.provider_name,
            date: formatDate(page.locale, standing.issued_at),
            edition: standing.edition,
          })}{' '}
          · <a href={urls.issued({ credential: standing.id })}>{t('publicPage')}</a>
        </p>
        {props.isDone && (
          <p class="good" role="status">
            {t('done')}
          </p>
        )}
        {props.refused && (
          <p class="bad" role="alert">
            {t(`refused_${props.refused}`)}
          </p>
        )}
        <Now {...props} />
        {standing.state !== 'revoked' && (
          <>
            {standing.request ? <Decision {...props} /> : <Request {...props} />}
            {standing.state === 'good' ? <Suspension {...props} /> : <Reinstatement {...props} />}
          </>
        )}
      </section>
    </Layout>
  )
}

function Now({ page, standing }: StandingPageProps) {
  const t = revokingMessages(page.locale)
  if (standing.state === 'good') return <p>{t('nowGood')}</p>
  const isRevoked = standing.state === 'revoked'
  const [date, reason] = isRevoked
    ? [standing.revoked_at, standing.revocation_reason]
    : [standing.suspended_at, standing.suspension_reason]
  const words = { date: date ? formatDate(page.locale, date) : '–', reason: reason ?? '–' }
  return (
    <div class="warning stack">
      <p>
        <b>{t(isRevoked ? 'nowRevoked' : 'nowSuspended', words)}</b>
      </p>
      {isRevoked && <p>{t('nowRevokedText')}</p>}
    </div>
  )
}

function Panel({ action, title, children }: { action: string; title: string; children: ComponentChildren }) {
  return (
    <form class="own stack" method="post" action={action}>
      <h2 class="smaller">{title}</h2>
      {children}
    </form>
  )
}

function Suspension({ page, standing, typed, errors = {} }: StandingPageProps) {
  const t = revokingMessages(page.locale)
  const error = typed?.form === 'suspension' ? errors.reason : undefined
  return (
    <Panel action={urls.suspension({ credential: standing.id })} title={t('suspendTitle')}>
      <p>{t('suspendText')}</p>
      <Reason
        name="suspension-reason"
        field="reason"
        typed={error && typed?.reason}
        error={error}
        page={page}
      />
      <button class="btn plain">{t('suspendButton')}</button>
    </Panel>
  )
}

function Reinstatement({ page, standing }: StandingPageProps) {
  const t = revokingMessages(page.locale)
  return (
    <Panel action={urls.reinstatement({ credential: standing.id })} title={t('reinstateTitle')}>
      <button class="btn plain">{t('reinstateButton')}</button>
    </Panel>
  )
}

function Request({ page, standing, typed, errors = {} }: StandingPageProps) {
  const t = revokingMessages(page.locale)
  const isMine = typed?.form === 'request'
  const own = { typed: isMine ? typed : undefined, errors: isMine ? errors : ({} as typeof errors) }
  const said = Object.entries(own.errors).map(([name, key]) => ({ name, text: t(key) }))
  return (
    <Panel action={urls.revocationRequests({ credential: standing.id })} title={t('askTitle')}>
      <ErrorSummary title={t('formErrors')} says={said} />
      <p>{t('askText')}</p>
      <Choices
        name="kind"
        legend={t('kind')}
        value={own.typed?.kind}
        error={own.errors.kind && t(own.errors.kind)}
        choices={REVOCATION_KINDS.map((kind) => ({
          value: kind,
          label: t(`kind_${kind}`),
          detail: t(`kind_${kind}Text`),
        }))}
      />
      <TextArea
        name="reason"
        label={t('reason')}
        hint={t('reasonHint')}
        rows={3}
        maxlength={300}
        value={own.typed?.reason}
        error={own.errors.reason && t(own.errors.reason)}
      />
      <button class="btn plain">{t('askButton')}</button>
    </Panel>
  )
}

function Decision({ page, standing, viewerKey }: StandingPageProps) {
  const t = revokingMessages(page.locale)
  const { request } = standing
  if (!request) return null
  return (
    <Panel action={urls.revocationDecisions({ credential: standing.id })} title={t('openTitle')}>
      <p>
        {t('openText', {
          date: formatDate(page.locale, request.askedAt),
          kind: t(`kind_${request.kind}`),
          reason: request.reason,
        })}
      </p>
      {request.askedBy === viewerKey ? (
        <p class="quiet">{t('openOwn')}</p>
      ) : (
        <p class="buttons">
          <button class="btn" name="decision" value="confirm">
            {t('confirmButton')}
          </button>
          <button class="btn plain" name="decision" value="decline">
            {t('declineButton')}
          </button>
        </p>
      )}
    </Panel>
  )
}

/** The same question stands twice on the page: each field has an id of its own. */
function Reason({
  page,
  name,
  field,
  typed,
  error,
}: {
  page: PageContext
  name: string
  field: string
  typed?: string
  error?: 'reasonMissing'
}) {
  const t = revokingMessages(page.locale)
  return (
    <p class="field">
      <label for={`f-${name}`}>{t('reason')}</label>
      <small id={`h-${name}`} class="hint">
        {t('reasonHint')}
      </small>
      <input
        id={`f-${name}`}
        name={field}
        type="text"
        maxLength={300}
        value={typed}
        aria-describedby={`h-${name}`}
        aria-invalid={error ? 'true' : undefined}
      />
      {error && <span class="error">{t(error)}</span>}
    </p>
  )
}
