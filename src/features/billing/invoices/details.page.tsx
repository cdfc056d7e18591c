import { CountrySelect } from '../../../ui/country-picker.tsx'
import { ErrorSummary, Field, TextArea } from '../../../ui/form.tsx'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { urls } from '../../../urls.ts'
import { invoicesMessages } from './invoices.messages.ts'

export type DetailsErrors = Record<string, string>

/** To whom a person's invoices are made out. */
export function DetailsPage({
  page,
  typed,
  errors = {},
  done,
  isThere,
}: {
  page: PageContext
  typed: { name: string; address: string; country: string; tax_number: string }
  errors?: DetailsErrors
  done?: 'saved' | 'removed'
  isThere: boolean
}) {
  const t = invoicesMessages(page.locale)
  const say = (key: string | undefined) => key && t(key as 'nameMissing')
  return (
    <Layout page={page} title={t('detailsTitle')}>
      <section class="narrow">
        <h1>{t('detailsTitle')}</h1>
        {done && (
          <p class="good" role="status">
            {t(done)}
          </p>
        )}
        <p>{t('detailsLead')}</p>
        <p class="small">{t('detailsLaw')}</p>
        <ErrorSummary
          title={t('errors')}
          says={Object.entries(errors).map(([name, key]) => ({ name, text: say(key) ?? '' }))}
        />
        <form method="post" action={urls.billingDetails()}>
          <Field
            name="name"
            label={t('name')}
            value={typed.name}
            error={say(errors.name)}
            maxlength={120}
            autocomplete="organization"
            required
          />
          <TextArea
            name="address"
            label={t('address')}
            hint={t('addressHint')}
            value={typed.address}
            error={say(errors.address)}
            rows={4}
            maxlength={400}
            required
          />
          <div class="field">
            <label for="f-country">{t('country')}</label>
            {errors.country && (
              <p class="error" id="country-error">
                {say(errors.country)}
              </p>
            )}
            <CountrySelect
              locale={page.locale}
              id="f-country"
              name="country"
              chosen={typed.country || null}
              none={t('countryNone')}
            />
          </div>
          <Field
            name="tax_number"
            label={t('taxNumberField')}
            hint={t('taxNumberHint')}
            value={typed.tax_number}
            error={say(errors.tax_number)}
            maxlength={40}
            autocomplete="off"
          />
          <p class="buttons">
            <button class="btn">{t('save')}</button>
            {isThere && (
              <button class="btn plain" name="remove" value="1" formNoValidate>
                {t('remove')}
              </button>
            )}
            <a href={urls.invoices()}>{t('toMine')}</a>
          </p>
        </form>
      </section>
    </Layout>
  )
}
