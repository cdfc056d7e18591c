import { formatDate, formatNumber } from '../../../ui/format.ts'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { urls, withQuery } from '../../../urls.ts'
import { codesMessages } from './codes.messages.ts'
import { discountInWords } from './discount-words.ts'
import type { OwnBatch } from './queries.ts'

const shownMax = 200

interface BatchPageProps {
  page: PageContext
  batch: OwnBatch
  /** What can be shown of the codes; undefined where they are kept as fingerprints alone. */
  codes?: string[]
  /** The secret that shows them, in the address. */
  secret?: string
  isAuthor: boolean
}

/** One batch: what it is worth, how far it is used, and its codes while they can be seen. */
export function BatchPage({ page, batch, codes, secret, isAuthor }: BatchPageProps) {
  const { locale } = page
  const t = codesMessages(locale)
  const number = (n: number) => formatNumber(locale, n, 0)
  const title = t('batchTitle', { label: batch.label })
  return (
    <Layout page={page} title={title}>
      <section class="narrow">
        <h1 dir="auto">{title}</h1>
        <dl class="facts">
          <dt>{t('batchFor')}</dt>
          <dd dir="auto">
            {batch.title ?? t('allCredentials')}, {batch.provider_name}
          </dd>
          <dt>{t('batchWorth')}</dt>
          <dd>{discountInWords(locale, { bp: batch.percent_bp, charges: batch.charges })}</dd>
          <dt>{t('batchUsed')}</dt>
          <dd>{t('usedOf', { used: number(batch.uses), all: number(batch.code_count * batch.uses_max) })}</dd>
          <dt>{t('batchUntil')}</dt>
          <dd>
            {batch.expires_at ? formatDate(locale, new Date(batch.expires_at.getTime() - 1)) : t('untilNone')}
          </dd>
        </dl>
        {secret && <p class="warning">{t('batchOnce')}</p>}
        {!codes && <p class="none">{t('batchHidden')}</p>}
        {codes && (
          <>
            <p>
              <a class="btn" href={withQuery(urls.codeBatchCsv({ batch: batch.id }), { secret })} download>
                {t('batchCsv')}
              </a>
            </p>
            <ul class="code-list">
              {codes.slice(0, shownMax).map((code) => (
                <li key={code}>
                  <code dir="ltr">{code}</code>
                </li>
              ))}
            </ul>
            {codes.length > shownMax && <p>{t('moreInCsv', { n: number(codes.length - shownMax) })}</p>}
          </>
        )}
        {batch.closed_at ? (
          <p>{t('closedSince', { date: formatDate(locale, batch.closed_at) })}</p>
        ) : (
          <form method="post" action={urls.codeBatchClosure({ batch: batch.id })}>
            <button class="btn plain">{t('closeButton')}</button> <small>{t('closeNote')}</small>
          </form>
        )}
        {isAuthor && (
          <p>
            <a href={urls.codes({ provider: batch.provider })}>{t('backToList')}</a>
          </p>
        )}
      </section>
    </Layout>
  )
}
