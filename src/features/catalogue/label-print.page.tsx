import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import type { LabelFigures } from '../outcomes/api.ts'
import { LabelView } from './label-view.tsx'
import { messages } from './messages.ts'
import { ProviderAnswer } from './provider-answer.tsx'
import type { CredentialDetails } from './queries.ts'
import { MainFacts, OtherFacts } from './stated-facts.tsx'
import { nameOf } from './words.ts'

/** The label on one sheet of paper: what is stated on one side, what is measured on the other. */
export function LabelPrintPage({
  page,
  credential,
  label,
}: {
  page: PageContext
  credential: CredentialDetails
  label: LabelFigures
}) {
  const { locale } = page
  const t = messages(locale)
  const { provider } = credential
  return (
    <Layout page={page} title={`${t('labelTitle')}: ${credential.title}`} bare>
      <div class="label-sheet">
        <div>
          <p class="kicker">
            {t(`kind_${credential.kind}`)} · {provider.name}, {t(`provider_${provider.kind}`)},{' '}
            {nameOf(locale, 'region', provider.country)}
          </p>
          <h1>{credential.title}</h1>
          <p>{credential.summary}</p>
          {provider.demonstration && <p class="warning">{t('invented')}</p>}
          <MainFacts page={page} credential={credential} />
          <OtherFacts page={page} credential={credential} />
          <p class="small">{page.publicUrl + urls.credential({ credential: credential.slug })}</p>
        </div>
        <div>
          <LabelView page={page} credential={credential} label={label} />
          <ProviderAnswer page={page} credential={credential} label={label} />
        </div>
      </div>
    </Layout>
  )
}
