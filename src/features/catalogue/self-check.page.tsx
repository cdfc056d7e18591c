import { markSelfCheck, type SelfCheckQuestion, type SelfCheckResult } from '../../domain/self-check.ts'
import { Choices, ErrorSummary, Field } from '../../ui/form.tsx'
import { Tag } from '../../ui/label.tsx'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import type { LabelFigures } from '../outcomes/api.ts'
import { figureLookup } from './figure-lookup.ts'
import { sayEntryLevels } from './label-entry-levels.tsx'
import { messages } from './messages.ts'
import type { CredentialDetails } from './queries.ts'

interface SelfCheckPageProps {
  page: PageContext
  credential: CredentialDetails
  label: LabelFigures
  /** By question; undefined before anything was answered. */
  answers: (string | undefined)[] | undefined
}

/** The self-check of a level: for everybody, without an account and without script. */
export function SelfCheckPage({ page, credential, label, answers }: SelfCheckPageProps) {
  const t = messages(page.locale)
  const { facts, slug } = credential
  const result = answers && markSelfCheck(facts.self_check, answers, facts.self_check_pass)
  const title = t('checkTitle', { title: credential.title })
  const missing = result?.met.flatMap((met, k) => (met === undefined ? [k] : [])) ?? []
  return (
    <Layout page={page} title={title} description={t('checkLead', { n: facts.self_check.length })}>
      <section class="narrow">
        <p class="kicker">
          <a href={urls.credential({ credential: slug })}>{credential.title}</a>
        </p>
        <h1>{t('selfCheck')}</h1>
        {result?.isComplete ? (
          <Result page={page} credential={credential} label={label} result={result} />
        ) : (
          <>
            <p class="lead">{t('checkLead', { n: facts.self_check.length })}</p>
            <p>{t('checkLevel', { level: t(`level_${facts.level}`) })}</p>
            <ul class="plain-list" lang={facts.language} dir="auto">
              {facts.prerequisites.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          </>
        )}
        {result && missing.length > 0 && (
          <ErrorSummary
            title={t('checkMissing')}
            says={missing.map((k) => ({ name: `q${k}`, text: facts.self_check[k]!.ask }))}
          />
        )}
        <form class="stack self-check-form" method="post" action={urls.selfCheck({ credential: slug })}>
          {result?.isComplete && <h2>{t('checkAgainTitle')}</h2>}
          {facts.self_check.map((question, k) => (
            <Question
              key={question.ask}
              page={page}
              language={facts.language}
              name={`q${k}`}
              question={question}
              answer={answers?.[k]}
              met={result?.isComplete ? result.met[k] : undefined}
              isMissing={missing.includes(k)}
            />
          ))}
          <p>
            <button class={result?.isComplete ? 'btn plain' : 'btn'}>
              {t(result?.isComplete ? 'checkAgain' : 'checkButton')}
            </button>
          </p>
          <p class="hint">{t('checkPrivacy')}</p>
        </form>
      </section>
    </Layout>
  )
}

function Question({
  page,
  language,
  name,
  question,
  answer,
  met,
  isMissing,
}: {
  page: PageContext
  language: string
  name: string
  question: SelfCheckQuestion
  answer: string | undefined
  met: boolean | undefined
  isMissing: boolean
}) {
  const t = messages(page.locale)
  const { ask, choices, unit, if_no: first } = question
  const error = isMissing ? t('checkAnswer') : undefined
  const isNumber = !choices && question.answer !== undefined
  return (
    <div
      id={`f-${name}`}
      lang={language}
      dir="auto"
      class={met === undefined ? undefined : met ? 'met' : 'not-met'}
    >
      {isNumber ? (
        <Field
          name={name}
          label={unit ? `${ask} (${unit})` : ask}
          inputmode="decimal"
          autocomplete="off"
          maxlength={40}
          value={answer}
          error={error}
        />
      ) : (
        <Choices
          name={name}
          legend={ask}
          value={answer}
          error={error}
          choices={
            choices
              ? choices.map((choice, k) => ({ value: String(k), label: choice }))
              : [
                  { value: 'yes', label: <span lang={page.locale}>{t('checkYes')}</span> },
                  { value: 'no', label: <span lang={page.locale}>{t('checkNo')}</span> },
                ]
          }
        />
      )}
      {met === true && (
        <p class="good" lang={page.locale}>
          {t('checkMet')}
        </p>
      )}
      {met === false && (
        <p class="warning">
          <span lang={page.locale}>{t('ifNot')}</span> {first}
        </p>
      )}
    </div>
  )
}

function Result({
  page,
  credential,
  label,
  result,
}: Omit<SelfCheckPageProps, 'answers'> & { result: SelfCheckResult }) {
  const t = messages(page.locale)
  const { facts, slug, status, priceMinor } = credential
  const counts = { count: result.count, all: result.met.length, needed: result.needed }
  const says = sayEntryLevels(page.locale, figureLookup(label))
  return (
    <div class="panel stack" role="status">
      <h2>{t(result.isPassed ? 'checkPassed' : 'checkNotPassed')}</h2>
      <p>{t(result.isPassed ? 'checkPassedText' : 'checkNotPassedText', counts)}</p>
      {says.length > 0 && (
        <>
          <p>
            {t('checkOthers')} {label.simulated && <Tag>{t('simulated')}</Tag>}
          </p>
          <ul class="plain-list">
            {says.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </>
      )}
      <p class="quiet">{t('checkKept')}</p>
      <p class="buttons">
        {status === 'open' && (
          <a
            class="btn"
            href={
              priceMinor === null ? urls.enrolFree({ credential: slug }) : urls.trial({ credential: slug })
            }
          >
            {t(priceMinor === null ? 'enrolFree' : 'startTrial')}
          </a>
        )}
        <a class="btn plain" href={urls.credential({ credential: slug })}>
          {t('checkBack', { title: facts.title })}
        </a>
      </p>
    </div>
  )
}
