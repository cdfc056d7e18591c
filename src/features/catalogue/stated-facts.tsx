import type { ComponentChildren } from 'preact'
import { oncePriceOf } from '../../domain/once-price.ts'
import { priceIn } from '../../domain/price-list.ts'
import { chargesMaxOf } from '../../domain/trial.ts'
import { formatDate, formatMoney } from '../../ui/format.ts'
import type { PageContext } from '../../ui/page-context.ts'
import { safeHref } from '../../ui/safe-link.ts'
import { type AskedPrice, taxInWords } from '../billing/api.ts'
import { type CatalogueKey, messages } from './messages.ts'
import type { CredentialDetails } from './queries.ts'
import { nameOf, sayHours, sayWeeks } from './words.ts'

interface FactsProps {
  page: PageContext
  credential: CredentialDetails
  /** With the tax in the visitor's country, where it can be said. */
  there?: AskedPrice
}

/** The facts that most people decide by. */
export function MainFacts({ page, credential }: FactsProps) {
  const { locale } = page
  const t = messages(locale)
  const { facts } = credential
  return (
    <Facts
      t={t}
      rows={[
        [
          'factLevel',
          <>
            {t('levelSays', {
              level: t(`level_${facts.level}`),
              prerequisites: facts.prerequisites.map((text) => text.replace(/[.]$/, '')).join('; '),
            })}{' '}
            <a href="#self-check">{t('selfCheck')}</a>
          </>,
        ],
        ['factEffort', t('effortSays', { hours: sayHours(locale, credential.effortHours) })],
        ['factMarkedBy', facts.marked_by_note ?? facts.marked_by.map((who) => t(`marker_${who}`)).join(', ')],
        ['factIdentity', t(`supervision_${facts.supervision}`)],
        ['factRecognition', facts.recognition],
        [
          'factEdition',
          t('editionSays', { version: facts.version, date: formatDate(locale, new Date(facts.date)) }),
        ],
      ]}
    />
  )
}

/** Every other stated row of the label. */
export function OtherFacts({ page, credential, there }: FactsProps) {
  const { locale } = page
  const t = messages(locale)
  const { facts, provider } = credential
  const { quality } = provider.facts
  return (
    <Facts
      t={t}
      rows={[
        ['factPrice', <Price page={page} credential={credential} there={there} />],
        ['factAid', facts.financial_aid],
        ['factRequirements', facts.requirements_note],
        ['factAssessment', facts.assessment.map((kind) => t(`assessment_${kind}`)).join(', ')],
        ['factComplexity', t(`complexity_${facts.task_complexity}`)],
        ['factGrade', facts.grade ?? t('gradeNone')],
        [
          'factDelivery',
          `${t(`delivery_${facts.delivery}`)}; ${sayWeeks(locale, credential.advertisedWeeks)}`,
        ],
        ['factLanguage', nameOf(locale, 'language', facts.language)],
        ['factSkills', <Skills skills={facts.skills} />],
        [
          'factCertification',
          `${sentence(facts.certification.standard)} ${facts.certification.verification}`,
        ],
        ['factCredit', facts.credit],
        ['factStack', facts.stackability],
        [
          'factQuality',
          `${sentence(quality.reviewers)} ${quality.process} (${t('reviewed', {
            date: formatDate(locale, new Date(quality.review_date)),
          })})`,
        ],
      ]}
    />
  )
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

function Facts({ t, rows }: { t: (key: CatalogueKey) => string; rows: [CatalogueKey, ComponentChildren][] }) {
  return (
    <dl class="facts">
      {rows
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => [
          <dt key={key}>{t(key)}</dt>,
          <dd key={`${key}-says`} dir="auto">
            {value}
          </dd>,
        ])}
    </dl>
  )
}

function Price({ page, credential, there }: FactsProps) {
  const { locale } = page
  const t = messages(locale)
  const { facts, advertisedWeeks } = credential
  const note = facts.price_note ? ` ${facts.price_note}` : ''
  if (facts.price === 'free')
    return (
      <>
        {t('free')}
        {note && `.${note}`}
      </>
    )
  const { monthlyMinor, currency, onceMinor } = priceIn(facts.price, page.country)
  const chargesMax = chargesMaxOf(advertisedWeeks, facts.price.cap_months)
  const money = (minor: number) => formatMoney(locale, minor, currency)
  const once = oncePriceOf({ monthlyMinor, onceMinor, advertisedWeeks, chargesMax })
  return (
    <>
      {t('priceCap', { price: money(monthlyMinor), cap: money(chargesMax * monthlyMinor) })};{' '}
      {t('priceOnce', { price: money(once) })}.{note}
      {there?.country && (
        <>
          {' '}
          {taxInWords(locale, {
            priceMinor: monthlyMinor,
            currency,
            country: there.country,
            rule: there.taxRule,
            tax: there.tax,
          })}
        </>
      )}
    </>
  )
}

function Skills({ skills }: { skills: CredentialDetails['facts']['skills'] }) {
  return (
    <>
      {skills.map(({ name, link }, k) => {
        const href = link && safeHref(link)
        return (
          <>
            {k > 0 && ', '}
            {href ? <a href={href}>{name}</a> : name}
          </>
        )
      })}
    </>
  )
}
