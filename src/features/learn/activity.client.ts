// Marks activity as methods.md defines it: at most once a minute, while the page is visible and there was input or
// playing media in the last five minutes. Marks that can't be sent wait in the browser and are handed in later.

const minuteMs = 60_000
const idleAfterMs = 5 * minuteMs
const store = 'candour-activity'

interface Waiting {
  enrolment: string
  item: string
  at: number
}

const place = document.querySelector<HTMLElement>('[data-activity]')
if (place) watch(place.dataset.activity!, place.dataset.enrolment!, place.dataset.item!)

function watch(url: string, enrolment: string, item: string): void {
  let lastInput = Date.now()
  let lastMark = 0
  const mark = () => {
    const now = Date.now()
    if (document.visibilityState !== 'visible' || now - lastMark < minuteMs) return
    if (isMediaPlaying()) lastInput = now
    if (now - lastInput > idleAfterMs) return
    lastMark = now
    keep([...kept(), { enrolment, item, at: now }])
    void send(url)
  }
  for (const kind of ['pointerdown', 'keydown', 'scroll', 'touchstart', 'input']) {
    addEventListener(kind, () => (lastInput = Date.now()), { passive: true, capture: true })
  }
  addEventListener('visibilitychange', mark)
  addEventListener('online', () => void send(url))
  setInterval(mark, 15_000)
  mark()
}

function isMediaPlaying(): boolean {
  return [...document.querySelectorAll('video, audio')].some((media) => !(media as HTMLMediaElement).paused)
}

let sending = false
async function send(url: string): Promise<void> {
  const waiting = kept()
  const first = waiting[0]
  if (sending || !first) return
  sending = true
  const batch = waiting
    .filter((one) => one.enrolment === first.enrolment && one.item === first.item)
    .slice(0, 1000)
  const now = Date.now()
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        enrolment: first.enrolment,
        item: first.item,
        ago: batch.map((one) => Math.min(86_400_000, Math.max(0, now - one.at))),
      }),
      keepalive: true,
    })
    // Refused marks (signed out, not theirs) would be refused for ever.
    if (response.ok || (response.status >= 400 && response.status < 500 && response.status !== 429))
      keep(kept().filter((one) => !batch.some((sent) => same(sent, one))))
  } catch {
    // No network: they stay for the next time.
  } finally {
    sending = false
  }
}

function same(a: Waiting, b: Waiting): boolean {
  return a.at === b.at && a.item === b.item
}

function kept(): Waiting[] {
  try {
    return JSON.parse(localStorage.getItem(store) ?? '[]') as Waiting[]
  } catch {
    return []
  }
}

function keep(waiting: Waiting[]): void {
  try {
    localStorage.setItem(store, JSON.stringify(waiting.slice(-1500)))
  } catch {
    // A full or forbidden store: these marks are lost, which counts less time, never more.
  }
}
