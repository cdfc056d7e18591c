import type { OfferedDiscount } from '../../../domain/discount.ts'
import { ErrorSummary, Field } from '../../../ui/form.tsx'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { urls, withQuery } from '../../../urls.ts'
import { type PricedOffer, SimulatedBand } from '../trial.page.tsx'
import { codesMessages } from './codes.messages.ts'
import { discountInWords } from './discount-words.ts'
import type { CodeRefusal } from './use-code.ts'

export type CodeError = CodeRefusal | 'codeMissing'

interface CodePageProps {
  page: PageContext
  offer: PricedOffer
  simulated: boolean
  typed: string
  error?: CodeError
  /** It was used now. */
  used?: OfferedDiscount
  /** It will be, with the trial. */
  waits?: OfferedDiscount
}

/** Where a learner types a code, and sees what it does. */
export function CodePage({ page, offer, simulated, typed, error, used, waits }: CodePageProps) {
  const { locale } = page
  const t = codesMessages(locale)
  const title = t('haveTitle', { title: offer.title })
  return (
    <Layout page={page} title={title}>
      <section class="narrow">
        {simulated && <SimulatedBand page={page} />}
        <h1>{title}</h1>
        <ErrorSummary title={t('errors')} says={error ? [{ name: 'code', text: t(error) }] : []} />
        {used && (
          <>
            <p class="good" role="status">
              {t('usedPart', { what: discountInWords(locale, used) })}
            </p>
            <p>
              <a class="btn" href={urls.money()}>
                {t('toMoney')}
              </a>
            </p>
          </>
        )}
        {waits && (
          <>
            <p class="good" role="status">
              {t('inTrial', { what: discountInWords(locale, waits) })}
            </p>
            <p>
              <a class="btn" href={withQuery(urls.trial({ credential: offer.slug }), { code: typed })}>
                {t('toTrial')}
              </a>
            </p>
          </>
        )}
        {!used && !waits && (
          <form method="post" action={urls.code({ credential: offer.slug })}>
            <p>{t('haveLead')}</p>
            <Field
              name="code"
              label={t('code')}
              hint={t('codeHint')}
              value={typed}
              error={error && t(error)}
              autocomplete="off"
              maxlength={60}
              required
            />
            <button class="btn">{t('useButton')}</button>
          </form>
        )}
      </section>
    </Layout>
  )
}
