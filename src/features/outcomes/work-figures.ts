import type { EnrolmentFact } from './facts.ts'
import { type FigureEntry, type FigureInput, Population } from './figure-set.ts'
import { peerFigures } from './peer-figures.ts'
import type { Window } from './population.ts'

/** Hands-on and who marks: shares of the time and of the marks, and how long work waits for people. */
export function workFigures(input: FigureInput, window: Window): FigureEntry[] {
  const active = new Population(input, window, 'active')
  const marked = new Population(input, window, 'marked')
  const waiting = new Population(input, window, 'waiting')
  const by = (who: string, partOf: (fact: EnrolmentFact) => number) =>
    marked.ratio(
      'marked_by',
      partOf,
      (fact) => fact.marksByComputer + fact.marksByPeers + fact.marksByEducators,
      `by=${who}`,
    )
  return [
    active.ratio(
      'doing_share_of_time',
      (fact) => fact.doingSeconds,
      (fact) => fact.activeSeconds,
    ),
    marked.ratio(
      'doing_share_of_marks',
      (fact) => fact.marksEarnedByDoing,
      (fact) => fact.marksEarned,
    ),
    by('computer', (fact) => fact.marksByComputer),
    by('peers', (fact) => fact.marksByPeers),
    by('educators', (fact) => fact.marksByEducators),
    ...waiting.quantiles('days_until_marked', [0.5, 0.9], (fact) => fact.longestWaitDays),
    ...peerFigures(input, marked),
  ]
}
