import { expect, test } from 'vitest'
import { EventQueue } from './event-queue.ts'
import { type SimulatedProject, simulateMarking } from './marking-simulation.ts'
import { seededRandom } from './random.ts'

const project: SimulatedProject = {
  arrivalsPerDay: 3,
  days: 200,
  promiseDays: 7,
  educatorHoursPerWeek: 2,
}

test('events come in the order of time, and those of one moment in the order in which they were added', () => {
  const queue = new EventQueue<number>()
  const times = seededRandom(1).shuffle(Array.from({ length: 200 }, (_, k) => k % 40))
  times.forEach((at, k) => {
    queue.add(at, k)
  })
  const came: { at: number; event: number }[] = []
  for (let next = queue.next(); next; next = queue.next()) came.push({ at: next.at, event: next.event })
  expect(came).toHaveLength(200)
  expect(came).toEqual(came.toSorted((a, b) => a.at - b.at || a.event - b.event))
})

test('the same seed gives the same year, and every piece is marked in the end', () => {
  const run = () => simulateMarking(project, seededRandom(7))
  expect(run()).toEqual(run())
  expect(run().longestWaitDays).toBeLessThan(20)
})

test('at three pieces a day nearly all promises of a week are kept, at less than an educator hour for 20', () => {
  const { kept, hoursPer20 } = simulateMarking(project, seededRandom(7))
  expect(kept).toBeGreaterThan(0.98)
  expect(hoursPer20).toBeLessThan(1)
})

test('without educators promises are broken, and the hours that were missing are told', () => {
  const { kept, hoursShort } = simulateMarking({ ...project, educatorHoursPerWeek: 0 }, seededRandom(7))
  expect(kept).toBeLessThan(0.95)
  expect(hoursShort).toBeGreaterThan(1)
})

test('when nobody drops out, educators are asked late less often', () => {
  const late = (dropOut: number) =>
    simulateMarking({ ...project, arrivalsPerDay: 1, dropOut }, seededRandom(7)).educators.late
  expect(late(0)).toBeLessThan(late(0.6))
})
