import { CountryPicker } from '../../ui/country-picker.tsx'
import { formatMoney } from '../../ui/format.ts'
import { Layout } from '../../ui/layout.tsx'
import type { PaceAsked } from '../../ui/pace-control.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import type { AskedPrice } from '../billing/api.ts'
import type { LabelFigures } from '../outcomes/api.ts'
import { CostPanel } from './cost-panel.tsx'
import { EmbedCode } from './embed-code.tsx'
import { figureLookup } from './figure-lookup.ts'
import { LabelView } from './label-view.tsx'
import { messages } from './messages.ts'
import { Outline } from './outline.tsx'
import { ProviderAnswer } from './provider-answer.tsx'
import type { CredentialDetails } from './queries.ts'
import { MainFacts, OtherFacts } from './stated-facts.tsx'
import { structuredData } from './structured-data.ts'
import { nameOf } from './words.ts'

interface CredentialPageProps {
  page: PageContext
  credential: CredentialDetails
  label: LabelFigures
  pace: PaceAsked | undefined
  /** What it costs in the visitor's country; undefined where it is free. */
  there: AskedPrice | undefined
}

/** A credential, so that somebody can judge it: what is promised, what is measured, what it costs, what you do. */
export function CredentialPage({ page, credential, label, pace, there }: CredentialPageProps) {
  const t = messages(page.locale)
  const { slug, facts } = credential
  const figures = figureLookup(label)
  const isPaid = credential.priceMinor !== null
  return (
    <Layout
      page={page}
      title={credential.title}
      description={credential.summary}
      scripts={isPaid ? ['pace'] : []}
      structuredData={structuredData(page, credential)}
    >
      <div class="credential">
        <section class="credential-intro">
          <Head page={page} credential={credential} there={there} />
          <MainFacts page={page} credential={credential} />
          {there && <CountryPicker page={page} />}
          <CostPanel page={page} credential={credential} figures={figures} pace={pace} there={there} />
        </section>
        <aside class="credential-label">
          <LabelView page={page} credential={credential} label={label} />
          <ProviderAnswer page={page} credential={credential} label={label} />
          <p class="label-links">
            <a href={urls.credentialLabelPrint({ credential: slug })}>{t('print')}</a> ·{' '}
            <a href={urls.credentialLabelCsv({ credential: slug })}>{t('csv')}</a> ·{' '}
            <a href={urls.credentialLabelJson({ credential: slug })}>{t('json')}</a> ·{' '}
            <a href={urls.credentialLabelJsonLd({ credential: slug })}>{t('jsonLd')}</a> ·{' '}
            <a href={urls.providerNotes({ credential: slug })}>{t('noteNone')}</a> ·{' '}
            <a href={urls.releases()}>{t('allReleases')}</a>
          </p>
          <EmbedCode page={page} credential={credential} />
        </aside>
        <div class="credential-rest">
          <section id="outline">
            <h2>{t('outlineTitle')}</h2>
            <Outline page={page} credential={credential} />
          </section>
          <section>
            <h2>{t('outcomesTitle')}</h2>
            <ul class="plain-list" lang={facts.language} dir="auto">
              {facts.outcomes.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          </section>
          <section id="self-check">
            <h2>{t('selfCheck')}</h2>
            <p>{t('checkLead', { n: facts.self_check.length })}</p>
            <p>
              <a class="btn plain" href={urls.selfCheck({ credential: slug })}>
                {t('checkStart')}
              </a>
            </p>
          </section>
          <section>
            <h2>{t('descriptionTitle')}</h2>
            <div
              class="prose"
              lang={facts.language}
              dir="auto"
              dangerouslySetInnerHTML={{ __html: credential.descriptionHtml }}
            />
          </section>
          <section>
            <h2>{t('statedTitle')}</h2>
            <OtherFacts page={page} credential={credential} there={there} />
          </section>
        </div>
      </div>
    </Layout>
  )
}

interface PricedProps {
  page: PageContext
  credential: CredentialDetails
  there: AskedPrice | undefined
}

function Head({ page, credential, there }: PricedProps) {
  const { locale } = page
  const t = messages(locale)
  const { provider } = credential
  return (
    <>
      <p class="kicker">
        {t(`kind_${credential.kind}`)} ·{' '}
        <a href={urls.provider({ provider: provider.slug })}>{provider.name}</a>,{' '}
        {t(`provider_${provider.kind}`)}, {nameOf(locale, 'region', provider.country)}
      </p>
      <h1 dir="auto">{credential.title}</h1>
      <p class="lead" dir="auto">
        {credential.summary}
      </p>
      <Buttons page={page} credential={credential} there={there} />
    </>
  )
}

function Buttons({ page, credential, there }: PricedProps) {
  const { locale } = page
  const t = messages(locale)
  const { slug, status, priceMinor, enrolmentId } = credential
  return (
    <>
      <p class="buttons">
        {enrolmentId ? (
          <a class="btn" href={urls.enrolment({ enrolment: enrolmentId })}>
            {t('continue')}
          </a>
        ) : (
          status === 'open' && (
            <a
              class="btn"
              href={
                priceMinor === null ? urls.enrolFree({ credential: slug }) : urls.trial({ credential: slug })
              }
            >
              {t(priceMinor === null ? 'enrolFree' : 'startTrial')}
            </a>
          )
        )}
        <FirstLesson page={page} credential={credential} />
      </p>
      {status === 'in_preparation' && <p class="warning">{t('inPreparationNote')}</p>}
      {status === 'open' && there && (
        <p class="small">
          {t('firstCharge', { price: formatMoney(locale, there.askedMonthlyMinor, there.currency) })}
        </p>
      )}
    </>
  )
}

function FirstLesson({ page, credential }: { page: PageContext; credential: CredentialDetails }) {
  for (const course of credential.courses) {
    const item = course.items.find((one) => one.preview && one.kind === 'lesson')
    if (!item) continue
    const href = urls.previewLesson({ credential: credential.slug, course: course.slug, item: item.slug })
    return (
      <a class="btn plain" href={href}>
        {messages(page.locale)('readFirst')}
      </a>
    )
  }
  return null
}
