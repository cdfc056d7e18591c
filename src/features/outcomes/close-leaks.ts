import { GroupDisclosure } from '../../domain/group-disclosure.ts'
import { DistinctGroups, partsOf } from '../../domain/people-groups.ts'
import { MINIMUM_CELL } from '../../domain/suppression.ts'
import {
  groupsOf,
  type PublishedBefore,
  shownFigure,
  type Unit,
  weightOf,
  withheldVerdict,
} from './publish-units.ts'

/** Withholds, the least important first, until nothing gives few people away; then shows again what need not have been. */
export function closeLeaks(units: Unit[], people: number, before: PublishedBefore | undefined): void {
  const distinct = new DistinctGroups()
  const seenBefore = [...(before?.counted ?? [])].filter(([key]) => !key.startsWith('~'))
  const known = groupsOf(
    seenBefore.map(([, counted]) => counted),
    distinct,
  )
  const shownBy = new Map(
    units.map((unit) => {
      const seen = unit.entries.flatMap((entry) => shownFigure(entry, 'fresh')?.seen ?? [])
      return [unit, unit.verdict === 'fresh' ? new Set(groupsOf(seen, distinct)) : new Set<number>()]
    }),
  )
  const disclosure = new GroupDisclosure(
    partsOf(distinct.groups, people),
    distinct.groups.length,
    MINIMUM_CELL,
  )
  const fresh = () => units.filter((unit) => unit.verdict === 'fresh')
  const seen = () => [...new Set([...known, ...fresh().flatMap((unit) => [...shownBy.get(unit)!])])]
  const isKnown = new Set(known)
  const closed: Unit[] = []
  for (let found = true; found; ) {
    found = false
    const unseen = new Set<number>()
    for (const leak of disclosure.leaks(seen())) {
      // An earlier one of this round has stopped it.
      if (leak.some((group) => unseen.has(group))) continue
      const choices = leak
        .filter((group) => !isKnown.has(group))
        .map((group) => ({ group, units: fresh().filter((unit) => shownBy.get(unit)!.has(group)) }))
      // What releases before this one tell together can't be taken back.
      if (choices.length === 0) continue
      const cheapest = choices.reduce((best, one) =>
        weightOf(one.units) < weightOf(best.units) ? one : best,
      )
      unseen.add(cheapest.group)
      for (const unit of cheapest.units) {
        unit.verdict = withheldVerdict(unit)
        closed.push(unit)
      }
      found = true
    }
  }
  for (const unit of closed.toSorted((a, b) => weightOf([b]) - weightOf([a])).slice(0, REOPENED_MAX)) {
    const { verdict } = unit
    unit.verdict = 'fresh'
    if (!disclosure.isSafe(seen())) unit.verdict = verdict
  }
}

const REOPENED_MAX = 8
