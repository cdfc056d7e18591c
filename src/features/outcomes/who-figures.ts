import type { Enrolled } from './facts.ts'
import { type FigureEntry, type FigureInput, Population } from './figure-set.ts'
import { dayMs, type PopulationName, type Window, windowFor, yearDays } from './population.ts'

const entryPopulations = {
  passed: 'entry_passed',
  not_passed: 'entry_not_passed',
  not_taken: 'entry_not_taken',
} as const satisfies Record<Enrolled['entry'], PopulationName>

/** How many finish by what the self-check of the level said when they enrolled: so that a level has a meaning. */
export function entryLevelFigures(input: FigureInput): FigureEntry[] {
  const window = windowFor(input.facts, input.asOf, { days: yearDays })
  if (!window) return []
  return Object.entries(entryPopulations).map(([check, name]) =>
    new Population(input, window, name).proportion(
      'completed_12_months_by_entry',
      (fact) => fact.completedAt <= fact.enrolledAt + yearDays * dayMs,
      `check=${check}`,
    ),
  )
}

/** Who takes it, as they answered when they enrolled; not answering is an answer of its own. */
export function whoFigures(input: FigureInput, window: Window): FigureEntry[] {
  const enrolled = new Population(input, window, 'enrolled')
  return [
    ...(['finish', 'look_around', 'none'] as const).map((answer) =>
      enrolled.proportion('intent_finish', (fact) => fact.intent === answer, `answer=${answer}`),
    ),
    ...(['job', 'promotion', 'own_venture', 'skills', 'none'] as const).map((answer) =>
      enrolled.proportion('intent_goal', (fact) => fact.goal === answer, `answer=${answer}`),
    ),
    ...(['passed', 'not_passed', 'not_taken'] as const).map((check) =>
      enrolled.proportion('entry_check', (fact) => fact.entry === check, `check=${check}`),
    ),
  ]
}
