import { monthsPaidAtPace, weeksAtPace } from '../../domain/pace.ts'

// What it costs at my pace, live while the hours are typed. The words for every number of months come with the page.

const place = document.querySelector<HTMLElement>('[data-pace-cost]')
const field = document.querySelector<HTMLInputElement>('input[name="hours_per_week"]')
if (place && field) follow(place, field)

function follow(place: HTMLElement, field: HTMLInputElement): void {
  const says: string[] = JSON.parse(place.dataset.says ?? '[]')
  const hours = Number(place.dataset.hours)
  const finishWords = place.dataset.finish ?? ''
  const cost = place.querySelector('[data-cost]')
  const finish = place.querySelector('[data-finish-date]')
  const language = document.documentElement.lang === 'ar' ? 'ar-u-nu-latn' : 'en-GB'
  const format = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', year: 'numeric' })
  for (const button of place.querySelectorAll<HTMLElement>('button')) button.hidden = true
  field.addEventListener('input', () => {
    const pace = field.valueAsNumber
    const months = monthsPaidAtPace(hours, pace)
    const weeks = weeksAtPace(hours, pace)
    if (months === undefined || weeks === undefined || !cost || !finish || pace > 168) return
    cost.textContent = says[Math.min(months, says.length - 1)] ?? ''
    finish.textContent = finishWords.replace(
      '%date%',
      format.format(new Date(Date.now() + weeks * 7 * 86_400_000)),
    )
  })
}
