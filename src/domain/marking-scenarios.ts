import { type MarkingOutcome, type SimulatedProject, simulateMarking } from './marking-simulation.ts'
import type { Random } from './random.ts'

export interface MarkingScenario {
  /** How many pieces are handed in a day, in words. */
  name: string
  /** From how many seeds it is run. */
  seeds: number
  project: SimulatedProject
}

const rates: { name: string; arrivalsPerDay: number; days: number; seeds: number }[] = [
  { name: '1 a week', arrivalsPerDay: 1 / 7, days: 5 * 365, seeds: 5 },
  { name: '1', arrivalsPerDay: 1, days: 3 * 365, seeds: 10 },
  { name: '3', arrivalsPerDay: 3, days: 2 * 365, seeds: 6 },
  { name: '10', arrivalsPerDay: 10, days: 365, seeds: 4 },
  { name: '100', arrivalsPerDay: 100, days: 182, seeds: 2 },
  { name: '1,000', arrivalsPerDay: 1000, days: 91, seeds: 1 },
]

/**
 * The scenarios of the published table: from one piece a week to a thousand a day, marks promised within 7, 5 and 4
 * days. Educators have an hour a week for each 20 pieces that the week brings, and two hours at least.
 */
export const markingScenarios: MarkingScenario[] = [7, 5, 4].flatMap((promiseDays) =>
  rates.map(({ name, arrivalsPerDay, days, seeds }) => ({
    name,
    seeds,
    project: {
      arrivalsPerDay,
      days,
      promiseDays,
      educatorHoursPerWeek: Math.max(2, (arrivalsPerDay * 7) / 20),
    },
  })),
)

export interface AveragedOutcome extends MarkingOutcome {
  /** The smallest part of promises kept in any of the runs. */
  keptLowest: number
}

/** Runs a scenario from several seeds: few pieces a year scatter. Means, but for waits and the least of promises kept. */
export function runScenario(
  { seeds, project }: Pick<MarkingScenario, 'seeds' | 'project'>,
  randomOf: (seed: number) => Random,
): AveragedOutcome {
  const runs = Array.from({ length: seeds }, (_, k) => simulateMarking(project, randomOf(k + 1)))
  const mean = (of: (run: MarkingOutcome) => number) => runs.reduce((sum, run) => sum + of(run), 0) / seeds
  return {
    pieces: runs.reduce((sum, run) => sum + run.pieces, 0),
    kept: mean((run) => run.kept),
    keptLowest: Math.min(...runs.map((run) => run.kept)),
    hoursPer20: mean((run) => run.hoursPer20),
    hoursShort: mean((run) => run.hoursShort),
    longestWaitDays: Math.max(...runs.map((run) => run.longestWaitDays)),
    invitationsPer20: mean((run) => run.invitationsPer20),
    educators: {
      audit: mean((run) => run.educators.audit),
      late: mean((run) => run.educators.late),
      doubt: mean((run) => run.educators.doubt),
    },
    reserveShare: mean((run) => run.reserveShare),
  }
}
