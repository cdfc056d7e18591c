import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { urls } from '../../../urls.ts'
import { SimulatedBand } from '../trial.page.tsx'
import { cardsMessages } from './cards.messages.ts'

interface CardSetupPageProps {
  page: PageContext
  setupId: string
  back: string
  /** Absent where the gateway doesn't answer. */
  fields?: { publishableKey: string; clientSecret: string; scriptUrl: string }
  returnUrl: string
  simulated: boolean
  unfinished?: boolean
}

/** The gateway's own fields for a card; without script its own page. */
export function CardSetupPage(props: CardSetupPageProps) {
  const { page, setupId, back, fields, returnUrl, simulated, unfinished } = props
  const t = cardsMessages(page.locale)
  return (
    <Layout page={page} title={t('title')} scripts={fields ? ['stripe/card-fields'] : []}>
      <section class="narrow stack">
        {simulated && <SimulatedBand page={page} />}
        <h1>{t('title')}</h1>
        {unfinished && (
          <p class="warning" role="status">
            {t('unfinished')}
          </p>
        )}
        {!fields && <p class="warning">{t('away')}</p>}
        {fields && (
          <>
            <p>{t('lead')}</p>
            <form
              class="stack gateway-fields"
              hidden
              data-card-fields
              data-key={fields.publishableKey}
              data-secret={fields.clientSecret}
              data-script={fields.scriptUrl}
              data-return={returnUrl}
              data-locale={page.locale}
              data-working={t('working')}
            >
              <div data-place>{t('loading')}</div>
              <p class="error" role="alert" data-error />
              <button class="btn">{t('save')}</button>
            </form>
            <form class="stack" method="post" action={urls.cardSetupHosted({ setup: setupId })}>
              <p>{t('hostedLead')}</p>
              <p>
                <button class="btn plain">{t('hosted')}</button>
              </p>
            </form>
          </>
        )}
        <p>
          <a href={back}>{t('back')}</a>
        </p>
      </section>
    </Layout>
  )
}
