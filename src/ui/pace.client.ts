import { isLocale } from '../domain/locales.ts'
import { finishAtPace, type PaceOffer, paceToFinishBy } from '../domain/pace-forecast.ts'
import { type PaceWords, paceWords } from './pace-words.ts'

// The control of pace, live: moving the hours moves the date, choosing a date moves the hours, and the cost follows.

const hoursMin = 1
const hoursMax = 80
// Who needs more than this types it into the form without script, or chooses a date.
const sliderMax = 30
for (const place of document.querySelectorAll<HTMLElement>('[data-pace]')) follow(place)

function follow(place: HTMLElement): void {
  const { offer, currency } = JSON.parse(place.dataset.pace ?? '{}') as {
    offer: PaceOffer
    currency: string | null
  }
  const [hours] = place.querySelectorAll<HTMLInputElement>('input[name="hours"]')
  const [by] = place.querySelectorAll<HTMLInputElement>('input[name="by"]')
  if (!hours || !by) return
  const { lang } = document.documentElement
  const locale = isLocale(lang) ? lang : 'en'
  const [typed] = place.querySelectorAll<HTMLElement>('[data-typed]')
  place.classList.add('live')
  hours.type = 'range'
  hours.max = String(sliderMax)
  hours.step = '0.5'

  const show = (hoursPerWeek: number) => {
    if (typed) typed.textContent = String(Math.round(hoursPerWeek * 10) / 10)
    const words = paceWords(locale, offer, { currency, hoursPerWeek, nowMs: Date.now() })
    for (const [which, says] of Object.entries(words) as [string, PaceWords | undefined][])
      for (const [key, text] of Object.entries(says ?? {})) {
        const cell = place.querySelector(`[data-row="${which}"] [data-say="${key}"]`)
        if (cell) cell.textContent = text
      }
  }
  const fromHours = () => {
    const pace = hours.valueAsNumber
    if (!(pace >= hoursMin && pace <= hoursMax)) return
    const finish = finishAtPace(offer, pace, Date.now())
    if (finish !== undefined) by.value = new Date(finish).toISOString().slice(0, 10)
    show(pace)
  }
  hours.addEventListener('input', fromHours)
  by.addEventListener('input', () => {
    const pace = paceToFinishBy(offer, Date.parse(`${by.value}T23:59:59Z`), Date.now())
    if (pace === undefined || pace > hoursMax) return
    hours.value = String(Math.max(hoursMin, pace))
    show(Math.max(hoursMin, pace))
  })
  fromHours()
}
