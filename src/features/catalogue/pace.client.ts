import { isLocale } from '../../domain/locales.ts'
import { formatMoney } from '../../ui/format.ts'
import { costAt, type PaceOffer } from './pace-cost.ts'

// What it costs at a pace, live while the slider moves. Without script the form is sent and says the same.

const place = document.querySelector<HTMLFormElement>('form[data-pace]')
if (place) follow(place)

function follow(place: HTMLFormElement): void {
  const offer = JSON.parse(place.dataset.pace ?? '{}') as PaceOffer
  const currency = place.dataset.currency ?? 'EUR'
  const months: string[] = JSON.parse(place.dataset.months ?? '[]')
  const range = place.dataset.range ?? ''
  const [input] = place.querySelectorAll<HTMLInputElement>('input[name=hours]')
  const [hours] = place.querySelectorAll<HTMLElement>('[data-hours]')
  const [cost] = place.querySelectorAll<HTMLElement>('[data-cost]')
  const [time] = place.querySelectorAll<HTMLElement>('[data-time]')
  if (!input || !hours || !cost || !time) return
  const { lang } = document.documentElement
  const locale = isLocale(lang) ? lang : 'en'
  input.type = 'range'
  input.max = '25'
  place.classList.add('live')
  const show = () => {
    const pace = costAt(offer, input.valueAsNumber)
    const money = (minor: number) => formatMoney(locale, minor, currency)
    hours.textContent = input.value
    cost.textContent =
      pace.costFromMinor === pace.costToMinor
        ? money(pace.costToMinor)
        : `${money(pace.costFromMinor)} – ${money(pace.costToMinor)}`
    time.textContent =
      pace.monthsFrom === pace.monthsTo
        ? (months[pace.monthsTo] ?? '')
        : range.replace('%from%', String(pace.monthsFrom)).replace('%to%', String(pace.monthsTo))
  }
  input.addEventListener('input', show)
  show()
}
