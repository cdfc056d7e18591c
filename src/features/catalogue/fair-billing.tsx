import { chargesMaxOf } from '../../domain/trial.ts'
import type { PageContext } from '../../ui/page-context.ts'
import { billingRules, billingRuleText } from '../billing/api.ts'
import { messages } from './messages.ts'
import type { CredentialDetails } from './queries.ts'

/** The rules that hold for everybody who pays for this credential: the label's stated half of the money. */
export function FairBilling({ page, credential }: { page: PageContext; credential: CredentialDetails }) {
  const t = messages(page.locale)
  const { price } = credential.facts
  if (price === 'free') return null
  const chargesMax = chargesMaxOf(credential.advertisedWeeks, price.cap_months)
  return (
    <section id="rules">
      <h2>{t('fairBilling')}</h2>
      <p>{t('fairBillingLead')}</p>
      <ul class="plain-list">
        {billingRules.map(({ key }) => (
          <li key={key}>{billingRuleText(page.locale, key, { chargesMax })}</li>
        ))}
      </ul>
    </section>
  )
}
