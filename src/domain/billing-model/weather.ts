import type { Random } from '../random.ts'

// What the site is like at each moment, the same for everybody: when the worker comes by, whether the mail server
// takes mails, and when nothing worked at all.

export interface Tick {
  at: number
  /** `sweep`: the worker dies after it found what is to be done; `jobs`: it comes back and does only what waits. */
  worker: 'whole' | 'sweep' | 'jobs' | 'away'
  mail: boolean
}

export interface Outage {
  id: string
  from: number
  until: number
  /** The tick at which it is made good. */
  toldAt: number
}

export interface Weather {
  from: number
  until: number
  ticks: Tick[]
  outages: Outage[]
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** A worker's round about twice a day at uneven hours, with mail servers down for days and outages of hours or days. */
export function drawWeather(random: Random, { from, until }: { from: number; until: number }): Weather {
  const mailDown = drawSpans(random.fork('mail'), { from, until, everyDays: 25, hoursMax: 120 })
  const down = drawSpans(random.fork('outages'), { from, until, everyDays: 45, hoursMax: 70 })
  const rounds = random.fork('rounds')
  const ticks: Tick[] = []
  for (let at = from; at < until; ) {
    const isDown = down.some((span) => span.from <= at && at < span.until)
    const draw = rounds.uniform()
    const worker = isDown
      ? 'away'
      : draw < 0.02
        ? 'sweep'
        : draw < 0.04
          ? 'jobs'
          : draw < 0.05
            ? 'away'
            : 'whole'
    ticks.push({ at, worker, mail: !mailDown.some((span) => span.from <= at && at < span.until) })
    at += Math.floor((7 + 10 * rounds.uniform()) * hourMs)
  }
  const outages = down.flatMap((span, n) => {
    const told = ticks.find((tick) => tick.at >= span.until && tick.worker === 'whole')
    return told ? [{ id: `outage-${n}`, from: span.from, until: span.until, toldAt: told.at }] : []
  })
  return { from, until, ticks, outages }
}

function drawSpans(
  random: Random,
  { from, until, everyDays, hoursMax }: { from: number; until: number; everyDays: number; hoursMax: number },
): { from: number; until: number }[] {
  const spans = []
  for (let at = from; ; ) {
    at += Math.floor(everyDays * (0.3 + 1.4 * random.uniform()) * dayMs)
    if (at >= until) return spans
    const end = at + Math.floor((2 + (hoursMax - 2) * random.uniform() ** 2) * hourMs)
    spans.push({ from: at, until: Math.min(end, until) })
    at = end
  }
}
