import { expect, test } from 'vitest'
import { seededRandom } from './random.ts'
import { type SimulatedOffer, simulateCohort } from './simulated-cohort.ts'
import { chargesMaxOf, trialEndOf } from './trial.ts'

const offer: SimulatedOffer = {
  items: [
    { kind: 'lesson', minutes: 60, passShare: null },
    { kind: 'quiz', minutes: 20, passShare: 0.7 },
    { kind: 'lab', minutes: 90, passShare: 0.7 },
    { kind: 'project', minutes: 180, passShare: 0.6 },
  ],
  effortHours: 60,
  advertisedWeeks: 12,
  priceMinor: 2900,
  chargesCap: null,
}
const span = { from: new Date('2024-01-01T00:00:00Z'), until: new Date('2026-06-01T00:00:00Z') }
const cohort = (seed = 'a', one = offer) =>
  simulateCohort(one, { n: 400, ...span, random: seededRandom(seed) })

test('the same seed gives the same people, another seed others', () => {
  expect(cohort()).toEqual(cohort())
  expect(cohort()).not.toEqual(cohort('b'))
})

test('nothing happens before somebody enrolled or after the end of the simulated time', () => {
  for (const person of cohort()) {
    const instants = [
      ...person.events.map((event) => event.at),
      ...person.marks.map((mark) => mark.markedAt),
      ...person.charges.flatMap(({ at, refund }) => (refund ? [at, refund.at] : [at])),
      ...(person.rating ? [person.rating.at] : []),
    ]
    for (const at of instants) {
      expect(at.getTime()).toBeGreaterThanOrEqual(person.enrolledAt.getTime())
      expect(at.getTime()).toBeLessThan(span.until.getTime())
    }
  }
})

test('billing is fair to simulated people too: nothing in the trial, nothing after the work, never above the cap', () => {
  for (const person of cohort()) {
    const done = person.events.find((event) => event.kind === 'work_done')
    expect(person.charges.length).toBeLessThanOrEqual(chargesMaxOf(offer.advertisedWeeks))
    for (const { at } of person.charges) {
      expect(at.getTime()).toBeGreaterThanOrEqual(trialEndOf(person.enrolledAt).getTime())
      if (done) expect(at.getTime()).toBeLessThan(done.at.getTime())
    }
  }
})

test('a month without activity is given back at its end, and aid costs nothing', () => {
  const people = cohort()
  const days = (person: (typeof people)[number]) => person.activity.map(({ day }) => day.getTime())
  for (const person of people) {
    const last = Math.max(person.enrolledAt.getTime(), ...days(person)) + 86_400_000
    const charged = person.charges.filter(({ at }) => at.getTime() > last)
    // The month that is still running is given back when it is over.
    for (const charge of charged.filter(({ at }) => at.getTime() < span.until.getTime() - 32 * 86_400_000))
      expect(charge.refund?.amountMinor).toBe(charge.amountMinor)
    for (const { amountMinor, refund } of person.charges)
      expect(refund?.amountMinor ?? 0).toBeLessThanOrEqual(amountMinor)
    if (person.route === 'aid') expect(person.charges).toEqual([])
  }
  expect(people.filter(({ charges }) => charges.some(({ refund }) => refund)).length).toBeGreaterThan(20)
  expect(people.filter(({ route }) => route === 'aid').length).toBeGreaterThan(5)
})

test('some finish, many leave, and finishing comes after every mark', () => {
  const people = cohort()
  const finished = people.filter((person) => person.events.some((event) => event.kind === 'requirements_met'))
  expect(finished.length).toBeGreaterThan(40)
  expect(finished.length).toBeLessThan(300)
  for (const person of finished) {
    const met = person.events.find((event) => event.kind === 'requirements_met')!
    expect(person.marks).toHaveLength(3)
    for (const mark of person.marks) expect(mark.markedAt.getTime()).toBeLessThanOrEqual(met.at.getTime())
  }
})

test('a day and item has one row of activity, and nobody pays for what is free', () => {
  for (const person of cohort('free', { ...offer, priceMinor: null })) {
    expect(person.charges).toEqual([])
    const keys = person.activity.map((entry) => `${entry.item} ${entry.day.toISOString()}`)
    expect(new Set(keys).size).toBe(keys.length)
  }
})
