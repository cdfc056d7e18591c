import { boundsPerHundred, perHundred } from '../../ui/figure-text.ts'
import { formatMoney, formatPercent } from '../../ui/format.ts'
import { Tag } from '../../ui/label.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import type { CatalogueLine } from './find-entries.ts'
import { messages } from './messages.ts'
import { sayHours, sayWeeks } from './words.ts'

/** The catalogue reads like a timetable: one line each, the same three figures in the same places. */
export function CatalogueList({
  page,
  lines,
  compareForm,
  level = 2,
}: {
  page: PageContext
  lines: CatalogueLine[]
  /** Id of the form that the boxes for comparing belong to. */
  compareForm?: string
  level?: 2 | 3
}) {
  return (
    <ol class="cat">
      {lines.map((line) => (
        <Line key={line.slug} page={page} line={line} compareForm={compareForm} level={level} />
      ))}
    </ol>
  )
}

function Line({
  page,
  line,
  compareForm,
  level,
}: {
  page: PageContext
  line: CatalogueLine
  compareForm?: string
  level: 2 | 3
}) {
  const { locale } = page
  const t = messages(locale)
  const Heading = `h${level}` as 'h2' | 'h3'
  return (
    <li>
      <div>
        <Heading>
          <a href={urls.credential({ credential: line.slug })}>{line.title}</a>
        </Heading>
        <p class="small">
          {t(`kind_${line.kind}`)} · {line.provider.name}, {t(`provider_${line.provider.kind}`)} ·{' '}
          {t(`level_${line.level}`)} · {sayHours(locale, line.effortHours)}
          {line.doing?.status === 'measured' &&
            ` · ${t('lineHands', { share: formatPercent(locale, line.doing.value!) })}`}
        </p>
        <p class="small line-tags">
          {line.status === 'in_preparation' && <Tag>{t('inPreparation')}</Tag>}
          {line.simulated && line.finish?.status === 'measured' && <Tag>{t('simulated')}</Tag>}
          {compareForm && (
            <label class="compare-box">
              <input type="checkbox" name="c" value={line.slug} form={compareForm} />
              <span aria-hidden="true">{t('compareThis')}</span>
              <span class="visually-hidden">{t('compareThisOne', { title: line.title })}</span>
            </label>
          )}
        </p>
      </div>
      <Finish page={page} line={line} />
      <Time page={page} line={line} />
      <Cost page={page} line={line} />
    </li>
  )
}

function Finish({ page, line }: { page: PageContext; line: CatalogueLine }) {
  const t = messages(page.locale)
  const { finish } = line
  if (finish?.status !== 'measured')
    return (
      <div class="fig">
        <b class="fig-none">{t('notEnough')}</b>
        <small>{t('notEnoughNote')}</small>
      </div>
    )
  const bounds = boundsPerHundred(finish)
  return (
    <div class="fig">
      <b class="num">{sayPerHundred(page, finish.value!)}</b>
      <small>
        {t('finishInYear')} {bounds && <span class="ci">{`${bounds.lower}–${bounds.upper}`}</span>}
      </small>
    </div>
  )
}

function Time({ page, line }: { page: PageContext; line: CatalogueLine }) {
  const t = messages(page.locale)
  const stated = sayWeeks(page.locale, line.advertisedWeeks)
  if (line.weeks?.status !== 'measured')
    return (
      <div class="fig">
        <b class="num fig-stated">{stated}</b>
        <small>{t('statedOnly')}</small>
      </div>
    )
  return (
    <div class="fig">
      <b class="num">{sayWeeks(page.locale, line.weeks.value!)}</b>
      <small>{t('halfTakeLess', { stated })}</small>
    </div>
  )
}

function Cost({ page, line }: { page: PageContext; line: CatalogueLine }) {
  const t = messages(page.locale)
  if (line.priceMinor === null || line.currency === null)
    return (
      <div class="fig">
        <b class="num">{t('free')}</b>
        <small>{t('freeNote')}</small>
      </div>
    )
  const isMeasured = line.paid?.status === 'measured'
  const amount = isMeasured ? line.paid!.value! : line.priceMinor
  return (
    <div class="fig">
      <b class={isMeasured ? 'num' : 'num fig-stated'}>{formatMoney(page.locale, amount, line.currency)}</b>
      <small>{t(isMeasured ? 'paidByFinishers' : 'monthlyStated')}</small>
    </div>
  )
}

export function sayPerHundred(page: PageContext, share: number): string {
  const t = messages(page.locale)
  const { count, isLess, isMore } = perHundred(share)
  return isLess ? t('finishLess') : isMore ? t('finishMore') : t('finishWords', { count })
}
