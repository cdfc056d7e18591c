import { Choices } from '../../../ui/form.tsx'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { urls, withQuery } from '../../../urls.ts'
import type { OwnSeat, SeatOffer } from './queries.ts'
import { seatsMessages } from './seats.messages.ts'

export type SeatProblem = 'takeDead' | 'takeOver' | 'takeFull' | 'takeHad' | 'takeDomain'

interface SeatPageProps {
  page: PageContext
  /** Where the form goes. */
  action: string
  offer?: SeatOffer
  problem?: SeatProblem
  /** No answer to the question about progress yet. */
  unanswered?: boolean
  email?: string
}

/** A seat that is offered: who pays, what they see in any case, and the question what more they may see. */
export function SeatPage({ page, action, offer, problem, unanswered, email }: SeatPageProps) {
  const t = seatsMessages(page.locale)
  const words = {
    organisation: offer?.organisation ?? '',
    title: offer?.title ?? '',
    provider: offer?.provider_name ?? '',
  }
  const title = offer ? t('takeTitle', words) : t('ownTitle')
  return (
    <Layout page={page} title={title}>
      <section class="narrow">
        <h1 dir="auto">{title}</h1>
        {problem && (
          <p class="warning">{t(problem, { domain: offer?.email_domain ?? '', email: email ?? '' })}</p>
        )}
        {offer && !problem && (
          <>
            <p class="lead" dir="auto">
              {t('takeLead', words)}
            </p>
            {page.viewer ? (
              <form method="post" action={action}>
                <p>{t('takeAlways', words)}</p>
                <Choices
                  name="progress"
                  legend={t('takeAsk', words)}
                  hint={t('takeAskHint')}
                  error={unanswered ? t('takeChoose') : undefined}
                  choices={[
                    { value: 'yes', label: t('takeYes') },
                    { value: 'no', label: t('takeNo') },
                  ]}
                />
                <button class="btn">{t('takeButton')}</button>
              </form>
            ) : (
              <p class="buttons">
                <a class="btn" href={withQuery(urls.signUp(), { next: action })}>
                  {t('takeSignUp')}
                </a>{' '}
                <a class="btn plain" href={withQuery(urls.signIn(), { next: action })}>
                  {t('takeSignIn')}
                </a>
              </p>
            )}
          </>
        )}
        {offer && (
          <p>
            <a href={urls.credential({ credential: offer.slug })} dir="auto">
              {offer.title}
            </a>
          </p>
        )}
      </section>
    </Layout>
  )
}

/** The seats that others pay for, and what each of them sees: changed by one button. */
export function OwnSeatsPage({ page, seats }: { page: PageContext; seats: OwnSeat[] }) {
  const t = seatsMessages(page.locale)
  return (
    <Layout page={page} title={t('ownTitle')}>
      <section class="narrow">
        <h1>{t('ownTitle')}</h1>
        {seats.length === 0 && <p class="none">{t('ownNone')}</p>}
      </section>
      {seats.map((seat) => (
        <section key={seat.id} class="agreement-record">
          <h2 dir="auto">{seat.title}</h2>
          <p>{t(seat.shows_progress ? 'ownShown' : 'ownHidden', { organisation: seat.organisation })}</p>
          <form method="post" action={urls.seatConsent({ seat: seat.id })}>
            <button class="btn plain" name="progress" value={seat.shows_progress ? 'no' : 'yes'}>
              {t(seat.shows_progress ? 'ownHide' : 'ownShow')}
            </button>
          </form>
          {seat.enrolment_id && (
            <p>
              <a href={urls.enrolment({ enrolment: seat.enrolment_id })}>{t('toLearning')}</a>
            </p>
          )}
        </section>
      ))}
    </Layout>
  )
}
