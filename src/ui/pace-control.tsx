import type { Locale } from '../domain/locales.ts'
import { finishAtPace, hoursForDate, type PaceOffer, paceToFinishBy } from '../domain/pace-forecast.ts'
import { formatNumber } from './format.ts'
import { paceMessages } from './pace.messages.ts'
import { type PaceWords, paceWords } from './pace-words.ts'

// Hours a week ↔ finish date ↔ cost, one control for both directions. Every form that holds it works without script:
// the button beside a field says from which of the two is reckoned.

export const paceHoursMax = 80

/** What was typed into the control. */
export interface PaceAsked {
  hours?: string | undefined
  by?: string | undefined
  /** Which button was pressed. */
  from?: string | undefined
}

export type PaceError = 'hoursWrong' | 'byWrong'

/** The pace that was asked for, from hours or from a date; the usual one where nothing was typed. */
export function readPace(
  asked: PaceAsked,
  offer: PaceOffer,
  { usual, nowMs }: { usual: number; nowMs: number },
): { hoursPerWeek: number; error?: PaceError } {
  if (asked.from === 'by') {
    const byMs = /^\d{4}-\d\d-\d\d$/.test(asked.by ?? '') ? Date.parse(`${asked.by}T23:59:59Z`) : Number.NaN
    const pace = paceToFinishBy(offer, byMs, nowMs)
    return pace === undefined || pace > paceHoursMax
      ? { hoursPerWeek: usual, error: 'byWrong' }
      : { hoursPerWeek: Math.max(1, pace) }
  }
  if (asked.hours === undefined) return { hoursPerWeek: usual }
  const hours = Number(asked.hours.replace(',', '.'))
  return asked.hours.trim() !== '' && hours >= 1 && hours <= paceHoursMax
    ? { hoursPerWeek: hours }
    : { hoursPerWeek: usual, error: 'hoursWrong' }
}

interface PaceControlProps {
  locale: Locale
  offer: PaceOffer
  /** null: it costs nothing, or nothing is known of the cost. */
  currency: string | null
  hoursPerWeek: number
  /** Absent on a page that is kept and read later. */
  nowMs?: number | undefined
  timeZone?: string | undefined
  error?: PaceError | undefined
  /** What was typed and refused stays in the fields. */
  typed?: PaceAsked | undefined
  /** What the hours that are stated are: the advertised ones, or those of the items that are left. */
  statedAs?: 'stated' | 'items'
  /** The form keeps the pace: what its buttons say, and that they stay with script too. */
  saves?: string
}

export function PaceControl(props: PaceControlProps) {
  const {
    locale,
    offer,
    currency,
    hoursPerWeek,
    nowMs,
    timeZone,
    error,
    typed,
    saves,
    statedAs = 'stated',
  } = props
  const t = paceMessages(locale)
  const words = paceWords(locale, offer, { currency, hoursPerWeek, nowMs, timeZone })
  const finishMs = nowMs === undefined ? undefined : finishAtPace(offer, hoursPerWeek, nowMs)
  const hours = (value: number) => formatNumber(locale, value, 0)
  const { from, to } = offer.hours
  return (
    <div class={saves ? 'pace saves' : 'pace'} data-pace={JSON.stringify({ offer, currency })}>
      <div class="pace-fields">
        <p>
          <label for="pace-hours">
            {t('hours')} <b class="pace-typed" data-typed />
          </label>
          <input
            id="pace-hours"
            name="hours"
            type="number"
            min={1}
            max={paceHoursMax}
            step="any"
            value={error ? typed?.hours : Math.round(hoursPerWeek * 10) / 10}
            inputMode="decimal"
            aria-describedby={error === 'hoursWrong' ? 'pace-error' : undefined}
          />
          <button class="btn plain" name="from" value="hours">
            {saves ?? t('show')}
          </button>
        </p>
        <p>
          <label for="pace-by">{t('by')}</label>
          <input
            id="pace-by"
            name="by"
            type="date"
            value={
              error ? typed?.by : finishMs === undefined ? '' : new Date(finishMs).toISOString().slice(0, 10)
            }
            aria-describedby={error === 'byWrong' ? 'pace-error' : undefined}
          />
          <button class="btn plain" name="from" value="by">
            {t('showBy')}
          </button>
        </p>
      </div>
      {error && (
        <p class="error" id="pace-error">
          {t(error)}
        </p>
      )}
      <div role="status">
        <dl class="pace-rows">
          {words.observed && from !== undefined && to !== undefined && (
            <Row
              locale={locale}
              which="observed"
              words={words.observed}
              title={t('observed', { from: hours(from), to: hours(to) })}
            />
          )}
          <Row
            locale={locale}
            which="stated"
            words={words.stated}
            title={t(statedAs, { hours: hours(offer.hours.stated) })}
          />
        </dl>
      </div>
      <p class="of">
        {words.observed
          ? t('dateFrom', { hours: hours(hoursForDate(offer)) })
          : `${t('unknown')} ${t('dateFromStated', { hours: hours(offer.hours.stated) })}`}
      </p>
    </div>
  )
}

interface RowProps {
  locale: Locale
  which: 'observed' | 'stated'
  words: PaceWords
  title: string
}

function Row({ locale, which, words, title }: RowProps) {
  const t = paceMessages(locale)
  return (
    <div data-row={which}>
      <dt>{title}</dt>
      <dd>
        {words.cost && (
          <b class="cost-sum" data-say="cost">
            {words.cost}
          </b>
        )}
        <span>
          {words.cost && (
            <>
              <span data-say="months">{words.months}</span> {t('toPay')} ·{' '}
            </>
          )}
          {t('done')} <span data-say="time">{words.time}</span>
          <span class="pace-finish" data-say="finish">
            {words.finish}
          </span>
        </span>
      </dd>
    </div>
  )
}
