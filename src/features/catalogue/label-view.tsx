import { formatDate } from '../../ui/format.ts'
import { LabelPanel, LabelRow, Missing, Tag } from '../../ui/label.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import type { LabelFigures } from '../outcomes/api.ts'
import { type FigureLookup, figureLookup } from './figure-lookup.ts'
import { CostRow, TimeRow } from './label-cost-rows.tsx'
import { FinishRow } from './label-finish-row.tsx'
import { type LabelRowSlug, labelRows } from './label-row-names.ts'
import { SinceRow } from './label-since-row.tsx'
import { WhoRow } from './label-who-row.tsx'
import { HandsOnRow, MarksRow, RatingsRow } from './label-work-rows.tsx'
import { messages } from './messages.ts'
import type { CredentialDetails } from './queries.ts'

export interface LabelProps {
  page: PageContext
  credential: CredentialDetails
  label: LabelFigures
  level?: 1 | 2
  /** The rows that decide most, for a card; without it the whole label. */
  size?: 'card'
}

export interface RowProps {
  page: PageContext
  credential: CredentialDetails
  figures: FigureLookup
}

const rowViews: Partial<Record<LabelRowSlug, (props: RowProps) => preact.JSX.Element>> = {
  'who-finishes': FinishRow,
  time: TimeRow,
  cost: CostRow,
  'hands-on': HandsOnRow,
  'who-marks': MarksRow,
  ratings: RatingsRow,
  'who-takes-it': WhoRow,
  since: SinceRow,
}

const cardRows: LabelRowSlug[] = ['who-finishes', 'time', 'cost']
const heavy: LabelRowSlug[] = ['who-finishes', 'cost', 'help', 'ratings', 'record']

/** The whole label of a credential: promise and fact side by side, and what nobody measures yet said as such. */
export function LabelView({ page, credential, label, level, size }: LabelProps) {
  const t = messages(page.locale)
  const figures = figureLookup(label)
  const rows = size === 'card' ? labelRows.filter((row) => cardRows.includes(row.slug)) : labelRows
  return (
    <LabelPanel title={t('labelTitle')} about={<About page={page} label={label} />} level={level}>
      {rows.map((row) => {
        const View = rowViews[row.slug]
        return (
          <LabelRow
            key={row.slug}
            id={row.slug}
            title={t(row.title)}
            heavy={heavy.includes(row.slug)}
            more={
              View && {
                href: urls.labelRow({ credential: credential.slug, row: row.slug }),
                text: t('labelMore'),
              }
            }
          >
            {View ? (
              <View page={page} credential={credential} figures={figures} />
            ) : (
              'notYet' in row && <Missing>{t(row.notYet)}</Missing>
            )}
          </LabelRow>
        )
      })}
    </LabelPanel>
  )
}

function About({ page, label }: { page: PageContext; label: LabelFigures }) {
  const { locale } = page
  const t = messages(locale)
  if (!label.release) return <>{t('labelNoRelease')}</>
  const headline = label.figures.find((one) => one.name === 'enrolled')?.figure
  const period = headline?.period
  const date = formatDate(locale, label.release.asOf)
  return (
    <>
      {period
        ? t('labelAbout', {
            date,
            people: t('enrolledFromTo', {
              from: formatDate(locale, new Date(period.from)),
              to: formatDate(locale, new Date(period.to)),
            }),
          })
        : t('figuresOf', { date })}{' '}
      {label.simulated && <Tag>{t('simulated')}</Tag>}
    </>
  )
}
