import { type Figure, suppressed } from '../../domain/figure.ts'
import { isPublishable } from '../../domain/suppression.ts'
import type { FigureEntry } from './figure-set.ts'
import type { GroupOfPeople } from './group-of-people.ts'

/**
 * Complementary suppression within one set: where a published group lies within another one and fewer than 10 people
 * make the difference, subtracting the two counts would tell of those few. In the order of the label the later figure
 * gives way: a share is suppressed, any other figure keeps its value and loses its count.
 */
export function withoutSmallDifferences(entries: FigureEntry[]): FigureEntry[] {
  const published: GroupOfPeople[] = []
  return entries.map((entry) => {
    const { figure } = entry
    if (figure.status !== 'measured' || figure.kind === 'cumulative_incidence') return entry
    if (entry.groups.some((group) => published.some((other) => tellsOfFew(group, other))))
      return { ...entry, figure: withoutCounts(figure) }
    for (const group of entry.groups) if (!published.includes(group)) published.push(group)
    return entry
  })
}

function tellsOfFew(a: GroupOfPeople, b: GroupOfPeople): boolean {
  const onlyA = a.without(b)
  const onlyB = b.without(a)
  return (onlyA === 0 && !isPublishable(onlyB)) || (onlyB === 0 && !isPublishable(onlyA))
}

function withoutCounts(figure: Figure): Figure {
  const { numerator: _numerator, denominator: _denominator, ...rest } = figure
  const population = figure.population.replace(/^the [\d,]+ people/, 'people')
  if (figure.kind !== 'proportion') return { ...rest, population }
  return suppressed(
    { ...rest, population },
    'together with another figure it would show fewer than 10 people',
  )
}
