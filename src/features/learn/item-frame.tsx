import type { ComponentChildren } from 'preact'
import { planItems } from '../../domain/plan.ts'
import { formatDate, formatMoney, formatNumber } from '../../ui/format.ts'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import type { EditionItem } from './editions.ts'
import { messages } from './messages.ts'
import type { LearnerItem } from './queries.ts'

interface ItemFrameProps extends LearnerItem {
  page: PageContext
  scripts?: string[]
  /** Shown before the title, over the kind and the minutes that are there already. */
  children: ComponentChildren
  /** A lesson ends with a button that says it was read; other kinds only lead on. */
  completes?: boolean
}

/** The frame of everything that is learned in: plan, outline, title, next and previous. */
export function ItemFrame({
  page,
  enrolment,
  edition,
  item,
  scripts = [],
  children,
  completes = false,
}: ItemFrameProps) {
  const t = messages(page.locale)
  const index = edition.items.indexOf(item)
  const ofKind = edition.items.slice(0, index + 1).filter((one) => one.kind === item.kind).length
  return (
    <Layout page={page} title={item.title} scripts={['learn/activity', ...scripts]}>
      <PlanBand page={page} enrolment={enrolment} edition={edition} />
      <div class="lesson" data-enrolment={enrolment.id} data-item={item.id} data-activity={urls.activity()}>
        <Outline page={page} enrolment={enrolment} edition={edition} item={item} />
        <div class={item.kind === 'lesson' ? 'prose' : 'prose work'}>
          <p class="kicker">
            {t('about', { kind: t(item.kind), n: ofKind, minutes: item.minutes })}
            {item.doingMinutes > 0 && ` · ${t('doing', { n: item.doingMinutes })}`}
          </p>
          <h1 lang={edition.language} dir="auto">
            {item.title}
          </h1>
          {!enrolment.works && item.kind !== 'lesson' && <p class="warning">{t('ended')}</p>}
          {children}
          <Onward
            page={page}
            enrolmentId={enrolment.id}
            item={item}
            previous={edition.items[index - 1]}
            next={edition.items[index + 1]}
            completes={completes}
          />
        </div>
      </div>
    </Layout>
  )
}

function PlanBand({ page, enrolment, edition }: Pick<ItemFrameProps, 'page' | 'enrolment' | 'edition'>) {
  const t = messages(page.locale)
  const done = edition.items.filter((one) => enrolment.states.get(one.id) === 'done').length
  const hours = enrolment.hoursPerWeek ?? edition.hoursPerWeek
  const left = edition.items.filter((one) => enrolment.states.get(one.id) !== 'done')
  const plan = planItems(left, hours, page.now.getTime())
  const { nextCharge } = enrolment
  return (
    <div class="plan">
      <span>
        <a href={urls.enrolment({ enrolment: enrolment.id })}>{edition.title}</a> ·{' '}
        <progress
          value={done}
          max={edition.items.length}
          aria-label={t('progress', { done, total: edition.items.length })}
        />{' '}
        {t('progress', { done, total: edition.items.length })}
      </span>
      <span>
        {left.length > 0 &&
          t('planBand', {
            hours: formatNumber(page.locale, hours),
            date: formatDate(page.locale, new Date(plan.finishMs), page.viewer?.timeZone),
          })}
        {nextCharge && (
          <>
            ;{' '}
            {t('nextCharge', {
              date: formatDate(page.locale, nextCharge.at, page.viewer?.timeZone),
              amount: formatMoney(page.locale, nextCharge.minor, nextCharge.currency),
            })}{' '}
            · <a href={urls.money()}>{t('money')}</a>
          </>
        )}
      </span>
    </div>
  )
}

function Outline({
  page,
  enrolment,
  edition,
  item,
}: Pick<ItemFrameProps, 'page' | 'enrolment' | 'edition' | 'item'>) {
  const t = messages(page.locale)
  return (
    <nav class="outline-nav" aria-label={t('outline')}>
      <details open>
        <summary>{t('outline')}</summary>
        <ol>
          {edition.items
            .filter((one) => one.course === item.course)
            .map((one) => {
              const state = enrolment.states.get(one.id) ?? 'todo'
              return (
                <li key={one.id} class={state} aria-current={one === item ? 'page' : undefined}>
                  <a href={urls.item({ enrolment: enrolment.id, item: one.id })}>
                    {one.kind !== 'lesson' && `${t(one.kind)}: `}
                    {one.title}
                  </a>
                  <span class="visually-hidden"> {t(`state_${state}`)}</span>
                </li>
              )
            })}
        </ol>
      </details>
    </nav>
  )
}

interface OnwardProps {
  page: PageContext
  enrolmentId: string
  item: EditionItem
  previous?: EditionItem
  next?: EditionItem
  completes: boolean
}

function Onward({ page, enrolmentId, item, previous, next, completes }: OnwardProps) {
  const t = messages(page.locale)
  const to = (one: EditionItem) => urls.item({ enrolment: enrolmentId, item: one.id })
  return (
    <div class="onward no-print">
      {completes ? (
        <form method="post" action={urls.itemCompletion({ enrolment: enrolmentId, item: item.id })}>
          <button class="btn">{next ? t('doneNext', { title: next.title }) : t('doneLast')}</button>
        </form>
      ) : (
        next && (
          <a class="btn plain" href={to(next)}>
            {t('next', { title: next.title })}
          </a>
        )
      )}
      {previous ? (
        <a href={to(previous)}>{t('previous', { title: previous.title })}</a>
      ) : (
        <a href={urls.enrolment({ enrolment: enrolmentId })}>{t('backToOutline')}</a>
      )}
    </div>
  )
}
