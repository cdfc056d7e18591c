import type { SimulatedProject } from './marking-simulation.ts'

export interface MarkingScenario {
  /** How many pieces are handed in a day, in words. */
  name: string
  project: SimulatedProject
}

const rates: { name: string; arrivalsPerDay: number; days: number }[] = [
  { name: '1 a week', arrivalsPerDay: 1 / 7, days: 5 * 365 },
  { name: '1', arrivalsPerDay: 1, days: 3 * 365 },
  { name: '3', arrivalsPerDay: 3, days: 2 * 365 },
  { name: '10', arrivalsPerDay: 10, days: 365 },
  { name: '100', arrivalsPerDay: 100, days: 182 },
  { name: '1,000', arrivalsPerDay: 1000, days: 91 },
]

/**
 * The scenarios of the published table: from one piece a week to a thousand a day, marks promised within a week and
 * within four days. Educators have an hour a week for each 20 pieces that the week brings (two where four days are
 * promised), and two hours at least.
 */
export const markingScenarios: MarkingScenario[] = [7, 4].flatMap((promiseDays) =>
  rates.map(({ name, arrivalsPerDay, days }) => ({
    name,
    project: {
      arrivalsPerDay,
      days,
      promiseDays,
      educatorHoursPerWeek: Math.max(2, (promiseDays === 4 ? 2 : 1) * ((arrivalsPerDay * 7) / 20)),
    },
  })),
)
