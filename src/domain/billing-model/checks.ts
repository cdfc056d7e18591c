import { paidPeriods } from './paid-periods.ts'
import { type Agreement, type Charge, dayMs, type Fact, hourMs, type World } from './world.ts'

// The ten rules, judged by what really happened and by the gateway's own books. Nothing here calls the functions that
// decide: what is right is worked out a second time, in other ways.

export interface Broken {
  rule: string
  says: string
}

/** What is overdue by less than this may still be done by the worker's next rounds. */
const graceMs = 9 * dayMs

/** Of the simulated offers' countries those with a right of withdrawal; where the country isn't known it holds too. */
const withdrawalHolds = new Set<string | null>(['DE', 'NO', 'GB', null])

/** What has been looked at, by rule: so that nobody takes silence for proof. */
export type Tally = Map<string, number>

/** All ten rules of one agreement. */
export function checkAgreement(world: World, agreement: Agreement, tally: Tally): Broken[] {
  const { facts } = agreement
  const asked = [...world.gateway.charges.values()].filter((charge) => charge.agreement === agreement.id)
  const seen: Seen = {
    world,
    agreement,
    facts,
    asked: asked.map((charge) => ({
      ...charge,
      ours: agreement.charges.find((one) => one.id === charge.key),
      backMinor: backOf(world, agreement, charge.key),
    })),
    start: first(facts, 'trial_started'),
  }
  const broken: Broken[] = []
  for (const [rule, check] of Object.entries(rules))
    for (const says of check(seen, (n) => tally.set(rule, (tally.get(rule) ?? 0) + n)))
      broken.push({ rule, says: `${agreement.id}, ${new Date(world.now).toISOString()}: ${says}` })
  return broken
}

interface Asked {
  key: string
  number: number
  amountMinor: number
  state: 'succeeded' | 'failed'
  at: number
  ours: Charge | undefined
  /** Given back of it, to the card and as credit. */
  backMinor: number
}

interface Seen {
  world: World
  agreement: Agreement
  facts: Fact[]
  asked: Asked[]
  start: Fact & { kind: 'trial_started' }
}

type Check = (seen: Seen, count: (n: number) => void) => string[]

const rules: Record<string, Check> = {
  '1 trial': ({ world, agreement, asked, start }, count) => {
    count(asked.length + 1)
    const others = world.facts.filter(
      (fact): fact is Fact & { kind: 'trial_started' } =>
        fact.kind === 'trial_started' && fact.credential === start.credential && fact !== start,
    )
    return [
      ...asked
        .filter((charge) => charge.at < start.at + 168 * hourMs)
        .map((charge) => `${charge.key} was charged in the trial`),
      ...(others.some((fact) => fact.person === start.person || fact.fingerprint === start.fingerprint)
        ? ['a second trial of a person or card']
        : []),
      ...(agreement.trialEndsAt < start.at + 168 * hourMs ? ['a trial of less than seven days'] : []),
    ]
  },

  '2 reminder': ({ facts, asked }, count) => {
    const announced = asked.filter(({ ours }) => ours && !ours.onSession && ours.startsAnew)
    count(announced.length)
    return announced
      .filter(
        (charge) =>
          !facts.some(
            (fact) =>
              fact.kind === 'reminder_handed_over' &&
              fact.at <= charge.ours!.intendedAt - 48 * hourMs &&
              fact.at >= charge.ours!.intendedAt - 14 * dayMs,
          ),
      )
      .map((charge) => `${charge.key} without a reminder 48 hours before`)
  },

  '3 work done': ({ facts, asked, world }, count) => {
    const done = facts.find((fact) => fact.kind === 'work_done')
    if (!done) return []
    count(asked.length)
    return asked.flatMap((charge) => {
      if (charge.state !== 'succeeded') return []
      if (charge.at > done.at) return [`${charge.key} was charged after it was known that the work is done`]
      const isAfter = charge.ours!.intendedAt > done.doneAt
      const isDue = isAfter && world.now > Math.max(done.at, charge.ours!.settledAt ?? world.now) + graceMs
      const owed = charge.amountMinor + charge.ours!.creditMinor
      return isDue && !charge.ours!.isDisputed && charge.backMinor < owed
        ? [`${charge.key} was charged after the last hand-in and not given back`]
        : []
    })
  },

  '4 idle month': ({ world, agreement, facts }, count) => {
    return paidPeriods(agreement, facts).flatMap(({ charge, start, end, endAtMost, endedBy }) => {
      if (end >= world.now) return []
      count(1)
      const wasActive = (until: number) =>
        facts.some((fact) => fact.kind === 'active' && fact.at >= start && fact.at < until)
      const idleRefunds = agreement.refunds.filter(
        (refund) => refund.charge === charge && refund.reason === 'idle_period',
      )
      if (wasActive(end)) return idleRefunds.length ? [`${charge.id} was given back though it was used`] : []
      if (wasActive(endAtMost)) return []
      if (endedBy === 'refund' || charge.isDisputed || world.now < endAtMost + graceMs) return []
      // The bank held the money when it was to be given back: a person looks at what was refused.
      if (idleRefunds.some((refund) => refund.state === 'refused')) return []
      // On its way counts: that it arrives is the ledger's own check.
      const back = agreement.refunds
        .filter((refund) => refund.charge === charge && refund.reason !== 'credit_left')
        .reduce((sum, refund) => sum + refund.amountMinor, 0)
      return back < charge.amountMinor + charge.creditMinor
        ? [`${charge.id}: a month without anything done was not given back`]
        : []
    })
  },

  '5 pause and cancel': ({ world, agreement, facts, asked }, count) => {
    const broken: string[] = []
    let pausedMs = 0
    let pausedAt: number | null = null
    let stopped: { at: number; by: string } | null = null
    const spans: { from: number; until: number; by: string }[] = []
    for (const fact of facts) {
      const isGoingOn = ['resumed', 'taken_back', 'cancelled', 'ended', 'paused'].includes(fact.kind)
      if (!isGoingOn) continue
      if (pausedAt !== null) {
        pausedMs += fact.at - pausedAt
        pausedAt = null
      }
      if (stopped) spans.push({ from: stopped.at, until: fact.at, by: stopped.by })
      stopped = fact.kind === 'resumed' || fact.kind === 'taken_back' ? null : { at: fact.at, by: fact.kind }
      if (fact.kind === 'paused') pausedAt = fact.at
    }
    if (stopped) spans.push({ from: stopped.at, until: world.now, by: stopped.by })
    if (pausedAt !== null) pausedMs += world.now - pausedAt
    if (pausedMs > 183 * dayMs + graceMs) broken.push('pauses of more than six months')
    count(spans.length)
    for (const { from, until, by } of spans)
      for (const charge of asked)
        if (charge.at > from && charge.at < until) broken.push(`${charge.key} was charged while ${by}`)
    if (agreement.state === 'cancelled') {
      const last = paidPeriods(agreement, facts).at(-1)
      if (last && last.endedBy !== 'refund' && agreement.accessUntil! < last.end)
        broken.push('access ends before what was paid')
    }
    return broken
  },

  '6 waits': ({ agreement, facts }, count) => {
    const periods = paidPeriods(agreement, facts)
    const waits = facts.filter((fact) => fact.kind === 'waited')
    count(waits.length)
    const sources = new Set(waits.map((fact) => fact.source))
    const broken = sources.size < waits.length ? ['a wait was made good twice'] : []
    // No day that was given, kept by a pause or paid is paid for again.
    for (const [n, period] of periods.entries()) {
      const next = periods[n + 1]
      if (next && period.endedBy !== 'refund' && next.start < period.end - 1)
        broken.push(`${next.charge.id} begins before the period of ${period.charge.id} ends`)
      if (!isWholeMonth(period.charge, agreement.timeZone))
        broken.push(`${period.charge.id} pays for less than a month`)
    }
    return broken
  },

  '7 cap': ({ agreement, asked, start }, count) => {
    count(1)
    // 30.4375 days are 487 sixteenths.
    const cap = Math.max(1, Math.floor((2 * agreement.offer.advertisedWeeks * 7 * 16) / 487))
    const paid = asked.filter((charge) => charge.state === 'succeeded')
    const creditPaid = agreement.charges.filter(
      (charge) => charge.state === 'succeeded' && charge.amountMinor === 0,
    )
    const most =
      start.priceMinor * cap * (agreement.offer.taxAdded ? 1 + agreement.offer.taxRateBp / 10_000 : 1)
    return [
      ...(paid.length + creditPaid.length > cap ? ['more months than the cap'] : []),
      ...(paid.reduce((sum, charge) => sum + charge.amountMinor, 0) > most
        ? ['more money than the cap']
        : []),
    ]
  },

  '8 refund asked': ({ agreement, facts }, count) => {
    const periods = paidPeriods(agreement, facts)
    return facts.flatMap((fact) => {
      if (fact.kind !== 'refund_asked') return []
      count(1)
      const charge = agreement.charges.find((one) => one.id === fact.charge)!
      const period = periods.find((one) => one.charge === charge)!
      const paid = charge.amountMinor + charge.creditMinor
      const opened = facts
        .slice(0, facts.indexOf(fact))
        .some((one) => one.kind === 'active' && one.at >= charge.settledAt!)
      const lawHolds = charge.number === 1 && withdrawalHolds.has(agreement.offer.country)
      const days = Math.round((charge.periodEnd - charge.periodStart) / dayMs)
      const unused = Math.min(days, Math.floor(period.leftWhenAskedMs / dayMs))
      const owed = lawHolds || !opened ? paid : Math.ceil((paid * unused) / days)
      const before = agreement.refunds
        .filter(
          (refund) => refund.charge === charge && refund.intendedAt < fact.at && refund.state !== 'refused',
        )
        .reduce((sum, refund) => sum + (refund.reason === 'credit_left' ? 0 : refund.amountMinor), 0)
      return fact.amountMinor === Math.max(0, owed - before)
        ? []
        : [`${charge.id} gave back ${fact.amountMinor}, owed were ${owed} less ${before}`]
    })
  },

  '9 price': ({ agreement, asked, start }, count) => {
    count(asked.length)
    return asked.flatMap(({ key, ours, amountMinor }) => {
      if (!ours) return [`${key} is unknown to us`]
      const net = ours.listMinor - ours.discountMinor
      const { taxAdded } = agreement.offer
      const whole = net + (taxAdded ? ours.taxMinor : 0)
      return ours.listMinor === start.priceMinor && amountMinor + ours.creditMinor === whole
        ? []
        : [`${key} asked for ${amountMinor}, the price at enrolment was ${start.priceMinor}`]
    })
  },

  '10 failed once': ({ world, agreement, facts, asked }, count) => {
    const broken: string[] = []
    const byNumber = new Map<number, Asked[]>()
    for (const charge of asked) byNumber.set(charge.number, [...(byNumber.get(charge.number) ?? []), charge])
    for (const tries of byNumber.values()) {
      count(1)
      if (tries.filter((charge) => charge.state === 'succeeded').length > 1)
        broken.push(`month ${tries[0]!.number} was paid twice`)
      for (const [n, again] of tries.entries()) {
        if (n === 0 || tries[n - 1]!.state !== 'failed') continue
        const failedAt = tries[n - 1]!.at
        const isOwnWord = facts.some(
          (fact) =>
            ['asked_to_pay', 'resumed', 'taken_back'].includes(fact.kind) &&
            fact.at >= failedAt &&
            fact.at <= again.ours!.intendedAt,
        )
        if (!isOwnWord) broken.push(`${again.key} was tried again by itself`)
      }
    }
    if (agreement.state === 'past_due') {
      const failed = agreement.charges.findLast((charge) => charge.state === 'failed' && !charge.onSession)
      const since =
        failed?.settledAt ?? agreement.charges.find((charge) => charge.state === 'failed')?.settledAt
      if (since != null && agreement.accessUntil! < since + 10 * dayMs)
        broken.push('less than ten days after a failed charge')
      if (world.now > agreement.accessUntil! + graceMs) broken.push('a failed charge stays open')
    }
    return broken
  },
}

// A month later on the wall: the same day at the least, or the month's last, and the same time of day within the hours
// that clocks are moved by.
function isWholeMonth({ periodStart, periodEnd }: Charge, timeZone: string): boolean {
  const parts = (at: number) =>
    dayFormatOf(timeZone).format(new Date(at)).split('-').map(Number) as [number, number, number]
  const [year, month, day] = parts(periodStart)
  const lastOfNext = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  const [endYear, endMonth, endDay] = parts(periodEnd + 2 * hourMs)
  const months = (endYear - year) * 12 + endMonth - month
  return months === 1 ? endDay >= Math.min(day, lastOfNext) : months > 1
}

const dayFormats = new Map<string, Intl.DateTimeFormat>()
function dayFormatOf(timeZone: string): Intl.DateTimeFormat {
  let format = dayFormats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    dayFormats.set(timeZone, format)
  }
  return format
}

/** Given back of a charge by the gateway's books, and as credit by ours. */
export function backOf(world: World, agreement: Agreement, chargeKey: string): number {
  let minor = 0
  for (const refund of world.gateway.refunds.values())
    if (refund.chargeKey === chargeKey && !refund.key.includes('credit_left')) minor += refund.amountMinor
  for (const refund of agreement.refunds)
    if (refund.charge.id === chargeKey && refund.form === 'credit' && refund.state === 'succeeded')
      minor += refund.amountMinor
  return minor
}

function first<Kind extends Fact['kind']>(facts: Fact[], kind: Kind): Fact & { kind: Kind } {
  return facts.find((fact): fact is Fact & { kind: Kind } => fact.kind === kind)!
}
