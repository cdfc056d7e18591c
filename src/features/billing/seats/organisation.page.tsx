import { Field } from '../../../ui/form.tsx'
import { formatDate, formatMoney, formatMonth, formatNumber } from '../../../ui/format.ts'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { Table } from '../../../ui/table.tsx'
import { urls } from '../../../urls.ts'
import { SimulatedBand } from '../trial.page.tsx'
import type { Agreement, Organisation, OwnOrganisation, SeatLine } from './queries.ts'
import { seatsMessages } from './seats.messages.ts'

type Key = Parameters<ReturnType<typeof seatsMessages>>[0]

/** Something to say on top of the page, already in words. */
export interface OrganisationNotice {
  good: boolean
  text: string
}

/** The organisations that somebody administers. */
export function OrganisationsPage({
  page,
  organisations,
}: {
  page: PageContext
  organisations: OwnOrganisation[]
}) {
  const t = seatsMessages(page.locale)
  return (
    <Layout page={page} title={t('orgsTitle')}>
      <section class="narrow">
        <h1>{t('orgsTitle')}</h1>
        {organisations.length === 0 && <p class="none">{t('orgsNone')}</p>}
        <ul class="plain-list">
          {organisations.map(({ id, name, used, seats_max: max }) => (
            <li key={id}>
              <a href={urls.organisation({ organisation: id })} dir="auto">
                {name}
              </a>{' '}
              <small>{t('orgsSeats', { used, max })}</small>
            </li>
          ))}
        </ul>
      </section>
    </Layout>
  )
}

interface OrganisationPageProps {
  page: PageContext
  organisation: Organisation
  agreements: Agreement[]
  simulated: boolean
  notice?: OrganisationNotice
  /** What was pasted where inviting was refused, and for which agreement. */
  typed?: { agreement: string; emails: string }
}

/** An organisation's seats: who has one, who began, what was billed. */
export function OrganisationPage(props: OrganisationPageProps) {
  const { page, organisation, agreements, simulated, notice, typed } = props
  const t = seatsMessages(page.locale)
  return (
    <Layout page={page} title={organisation.name}>
      <section class="narrow">
        {simulated && <SimulatedBand page={page} />}
        <h1 dir="auto">{organisation.name}</h1>
        {notice && (
          <p class={notice.good ? 'good' : 'warning'} role="status">
            {notice.text}
          </p>
        )}
      </section>
      {agreements.map((agreement) => (
        <Seats
          key={agreement.id}
          page={page}
          agreement={agreement}
          typed={typed?.agreement === agreement.id ? typed.emails : undefined}
        />
      ))}
      <Admins page={page} organisation={organisation} />
      <p class="narrow">
        <a href={urls.organisations()}>{t('orgsTitle')}</a>
      </p>
    </Layout>
  )
}

function Seats({ page, agreement, typed }: { page: PageContext; agreement: Agreement; typed?: string }) {
  const { locale, now } = page
  const t = seatsMessages(locale)
  const used = agreement.seats.filter((seat) => seat.used_at).length
  const taken = agreement.seats.filter((seat) => seat.taken_at && !seat.used_at).length
  const invited = agreement.seats.length - used - taken
  const isOpen = agreement.closed_at === null && agreement.ends_at > now
  const number = (n: number) => formatNumber(locale, n, 0)
  return (
    <section class="agreement-record seats">
      <h2 dir="auto">{agreement.title}</h2>
      <p class="state">
        {t('countsText', {
          used,
          taken: number(taken),
          invited: number(invited),
          free: number(agreement.seats_max - agreement.seats.length),
        })}
      </p>
      <p>
        {isOpen ? t('untilText', { date: formatDate(locale, agreement.ends_at) }) : t('closedText')}{' '}
        {t('factUnitText', { amount: formatMoney(locale, agreement.unit_minor, agreement.currency) })}
      </p>
      {agreement.seats.length > 0 && <People page={page} seats={agreement.seats} />}
      {isOpen && <GiveOut page={page} agreement={agreement} typed={typed} />}
      <Bills page={page} agreement={agreement} />
      {isOpen && (
        <form method="post" action={urls.seatClosure({ agreement: agreement.id })}>
          <button class="btn plain">{t('closeButton')}</button>
        </form>
      )}
    </section>
  )
}

function People({ page, seats }: { page: PageContext; seats: SeatLine[] }) {
  const { locale } = page
  const t = seatsMessages(locale)
  const day = (at: string | null) => (at ? formatDate(locale, new Date(at)) : '')
  return (
    <Table
      label={t('peopleTitle')}
      rows={seats}
      keyOf={(seat) => seat.id}
      columns={[
        {
          title: t('colWho'),
          cell: (seat) => <Who seat={seat} erased={t('erased')} />,
        },
        {
          title: t('colState'),
          cell: (seat) => (
            <>
              {seat.used_at
                ? t('seat_used', { date: day(seat.used_at) })
                : seat.taken_at
                  ? t('seat_taken', { date: day(seat.taken_at) })
                  : t('seat_invited', { date: day(seat.invited_at) })}
              {!seat.used_at && (
                <form method="post" action={urls.seatRelease({ seat: seat.id })}>
                  <button class="link">{t('release')}</button>
                </form>
              )}
            </>
          ),
        },
        {
          title: t('colProgress'),
          cell: (seat) =>
            !seat.taken_at
              ? ''
              : !seat.progress
                ? t('progressHidden')
                : seat.progress.earned_at
                  ? t('progressEarned', { date: day(seat.progress.earned_at) })
                  : t('progressText', { done: seat.progress.done, all: seat.progress.all }),
        },
      ]}
    />
  )
}

function Who({ seat, erased }: { seat: SeatLine; erased: string }) {
  if (!seat.taken_at) return <span dir="ltr">{seat.invited_email}</span>
  if (!seat.email) return <>{erased}</>
  return (
    <>
      <span dir="auto">{seat.name}</span> <small dir="ltr">{seat.email}</small>
    </>
  )
}

function GiveOut({ page, agreement, typed }: { page: PageContext; agreement: Agreement; typed?: string }) {
  const t = seatsMessages(page.locale)
  const short = agreement.id.slice(-6)
  return (
    <div class="give-out">
      <form method="post" action={urls.seatInvitations({ agreement: agreement.id })}>
        <h3>{t('inviteTitle')}</h3>
        <p class="field">
          <label for={`f-emails-${short}`}>{t('inviteField')}</label>
          <small class="hint">{t('inviteHint')}</small>
          <textarea id={`f-emails-${short}`} name="emails" rows={5} dir="ltr">
            {typed}
          </textarea>
        </p>
        <button class="btn">{t('inviteButton')}</button>
      </form>
      <form method="post" action={urls.seatDomain({ agreement: agreement.id })}>
        <h3>{t('domainTitle')}</h3>
        {agreement.email_domain && (
          <p>
            {t('domainText')}{' '}
            <a href={urls.seatOfDomain({ agreement: agreement.id })} dir="ltr">
              {page.publicUrl}
              {urls.seatOfDomain({ agreement: agreement.id })}
            </a>
          </p>
        )}
        <p class="field">
          <label for={`f-domain-${short}`}>{t('domain')}</label>
          <small class="hint">{t('domainHint')}</small>
          <input
            id={`f-domain-${short}`}
            name="domain"
            dir="ltr"
            maxLength={200}
            value={agreement.email_domain ?? ''}
          />
        </p>
        <button class="btn plain">{t('domainSave')}</button>
      </form>
    </div>
  )
}

function Bills({ page, agreement }: { page: PageContext; agreement: Agreement }) {
  const { locale } = page
  const t = seatsMessages(locale)
  return (
    <>
      <h3>{t('billsTitle')}</h3>
      {agreement.bills.length === 0 && <p class="none">{t('billsNone')}</p>}
      <ul class="plain-list">
        {agreement.bills.map((bill) => (
          <li key={bill.month}>
            {t('billText', {
              month: formatMonth(locale, new Date(bill.month)),
              n: bill.quantity,
              amount: formatMoney(locale, bill.total_minor, bill.currency),
            })}
            : {t(`bill_${bill.state}` as Key)}{' '}
            {bill.invoice_id && <a href={urls.invoice({ invoice: bill.invoice_id })}>{t('billInvoice')}</a>}
          </li>
        ))}
      </ul>
    </>
  )
}

function Admins({ page, organisation }: { page: PageContext; organisation: Organisation }) {
  const t = seatsMessages(page.locale)
  const { id, admins } = organisation
  return (
    <section class="agreement-record">
      <h2>{t('adminsTitle')}</h2>
      <ul class="plain-list">
        {admins.map((admin) => (
          <li key={admin.person_key}>
            <span dir="auto">{admin.name}</span> <small dir="ltr">{admin.email ?? t('erased')}</small>{' '}
            {admins.length > 1 && (
              <form class="inline" method="post" action={urls.organisationAdminRemoval({ organisation: id })}>
                <input type="hidden" name="person" value={admin.person_key} />
                <button class="link">{t('adminRemove')}</button>
              </form>
            )}
          </li>
        ))}
      </ul>
      <form method="post" action={urls.organisationAdmins({ organisation: id })}>
        <Field name="email" type="email" label={t('adminAdd')} autocomplete="off" />
        <button class="btn plain">{t('adminButton')}</button>
      </form>
    </section>
  )
}
