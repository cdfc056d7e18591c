import { expect, it } from 'vitest'
import { markingScenarios, runScenario } from '../../src/domain/marking-scenarios.ts'
import { estimateMarks } from '../../src/domain/peer-marks/estimate.ts'
import { markTable } from '../../src/domain/peer-marks/mark-table.ts'
import { simulatedMarks } from '../../src/domain/peer-marks/simulated-marks.ts'
import { seededRandom } from '../../src/domain/random.ts'

const fromOneADay = markingScenarios.filter(({ project }) => project.arrivalsPerDay >= 1)

it.each(fromOneADay)(
  'of marks promised within $project.promiseDays days, 99 in 100 come in time at $name pieces a day, at an educator hour for 20',
  (scenario) => {
    const { kept, hoursPer20 } = runScenario(scenario, (seed) => seededRandom(`long ${seed}`))
    // Four days at one piece a day are at the edge: the mean of the runs is held to it, within what ten runs scatter.
    const scatter = scenario.project.promiseDays === 4 && scenario.project.arrivalsPerDay === 1 ? 0.002 : 0
    expect(kept).toBeGreaterThanOrEqual(0.99 - scatter)
    expect(hoursPer20).toBeLessThanOrEqual(1)
  },
)

it('a promise of a week is kept also where nobody likes to be invited', () => {
  for (const { seeds, project } of fromOneADay
    .filter(({ project: one }) => one.promiseDays === 7)
    .slice(0, 3)) {
    const { kept, hoursPer20 } = runScenario({ seeds, project: { ...project, willing: 0 } }, (seed) =>
      seededRandom(`alone ${seed}`),
    )
    expect(kept).toBeGreaterThanOrEqual(0.99)
    expect(hoursPer20).toBeLessThanOrEqual(1)
  }
})

it('the simulation of PG1 comes out as its reference says, over 200 seeds and with few marks too', () => {
  const run = (each: number, seeds: number) => {
    const sums = { mean: 0, pg1: 0, held: 0 }
    for (let seed = 1; seed <= seeds; seed++) {
      const { marks, truth } = simulatedMarks(seededRandom(`long ${seed}`), { each })
      const table = markTable(marks)
      for (const method of ['mean', 'pg1'] as const) {
        const { value, lower, upper } = estimateMarks(table, { method, random: seededRandom(seed) }).marks
        let squares = 0
        table.submissions.forEach((name, k) => {
          const s = truth.get(name)!
          squares += (value[k]! - s) ** 2
          if (method === 'pg1' && lower[k]! <= s && s <= upper[k]!) sums.held += 1 / truth.size / seeds
        })
        sums[method] += Math.sqrt(squares / truth.size) / seeds
      }
    }
    return sums
  }
  const four = run(4, 200)
  process.stderr.write(`four marks: ${JSON.stringify(four)}\n`)
  expect(Math.abs(four.mean - 4.47)).toBeLessThan(0.1)
  expect(Math.abs(four.pg1 - 3.59)).toBeLessThan(0.1)
  expect(four.held).toBeGreaterThan(0.885)
  expect(four.held).toBeLessThan(0.915)
  const two = run(2, 100)
  process.stderr.write(`two marks: ${JSON.stringify(two)}\n`)
  expect(two.pg1).toBeLessThan(two.mean)
  expect(two.held).toBeGreaterThan(0.86)
})
