import { LinearBounds, type LinearEquation } from '../../src/domain/linear-bounds.ts'
import { GroupOfPeople, partsOf } from '../../src/domain/people-groups.ts'
import type { FigureEntry } from '../../src/features/outcomes/figure-set.ts'
import { labelFigures } from '../../src/features/outcomes/label-figures.ts'
import {
  type PublishedBefore,
  type PublishedEntry,
  publishSet,
} from '../../src/features/outcomes/publish-set.ts'
import type { GrowingSite } from './growing-site.ts'

/** One release of a site, with what only the site knows: whom each figure counted. */
interface Made {
  published: PublishedEntry[]
  entries: FigureEntry[]
  /** By "name grouping asOf": who a published number is about. */
  groups: Map<string, { denominator: GroupOfPeople; numerator?: GroupOfPeople }>
}

export interface Finding {
  what: string
  truth: number
  min: number
  max: number
}

/**
 * Makes consecutive releases and audits each of them together with the one before: takes what the public sees of the two
 * as equations over the smallest parts of people (nobody knows how many are in each, only that none is negative), and
 * asks of everything that was withheld, and of everybody who came or went, what the public can know. Returns what has
 * only one value left.
 */
export function auditReleases(
  site: GrowingSite,
  dates: readonly number[],
): { findings: Finding[]; targets: number; measured: number } {
  const findings: Finding[] = []
  let [targets, measured] = [0, 0]
  let before: (Made & { counted: PublishedBefore['counted'] }) | undefined
  for (const asOf of dates) {
    const facts = site.at(asOf)
    const entries = labelFigures({
      facts,
      asOf,
      computedAt: new Date(asOf).toISOString(),
      simulated: false,
      currency: 'EUR',
    })
    const then = before && {
      figures: before.published,
      counted: new Map([...before.counted].map(([key, own]) => [key, grown(own, facts.n)])),
    }
    const { published, counted } = publishSet(entries, facts.n, new Date(asOf), then)
    const groups = new Map<string, { denominator: GroupOfPeople; numerator?: GroupOfPeople }>()
    for (const [key, own] of before?.groups ?? []) groups.set(key, grown(own, facts.n))
    for (const entry of entries) groups.set(keyOf(entry.name, entry.grouping, asOf), entry)
    const made: Made = { published, entries, groups }
    measured += published.filter((one) => one.figure.status === 'measured').length
    const audited = audit(made, before, facts.n, asOf)
    findings.push(...audited.findings)
    targets += audited.targets
    before = { ...made, counted }
  }
  return { findings, targets, measured }
}

function keyOf(name: string, grouping: string, asOf: number): string {
  return `${name} ${grouping} ${asOf}`
}

// People are only ever added: who is new belonged to nothing.
function grown<T extends { denominator: GroupOfPeople; numerator?: GroupOfPeople }>(own: T, people: number) {
  const again = (group: GroupOfPeople) => GroupOfPeople.of(people, (index) => group.has(index))
  return {
    denominator: again(own.denominator),
    ...(own.numerator ? { numerator: again(own.numerator) } : {}),
  }
}

function audit(made: Made, before: Made | undefined, people: number, asOf: number) {
  const seen = [...made.published, ...(before?.published ?? [])].filter(
    // A figure that stayed is one figure.
    (one, k, all) => all.findIndex((other) => other.figure === one.figure) === k,
  )
  const groups: GroupOfPeople[] = []
  const place = (group: GroupOfPeople) => {
    const known = groups.findIndex((other) => other.equals(group))
    return known >= 0 ? known : groups.push(group) - 1
  }
  interface Known {
    group: number
    min: number
    max: number
  }
  const known: Known[] = []
  const exactly = (group: GroupOfPeople, value: number) =>
    known.push({ group: place(group), min: value, max: value })
  const targets: { what: string; group: GroupOfPeople }[] = []
  for (const { name, grouping, figure, asOf: at } of seen) {
    const own = made.groups.get(keyOf(name, grouping, at.getTime()))
    if (!own) continue
    const { denominator, numerator } = own
    const who = `${name} ${grouping} of ${at.toISOString().slice(0, 10)}`
    if (figure.status === 'measured') {
      const n = figure.kind === 'count' ? figure.value! : figure.denominator
      if (n === undefined) {
        targets.push({ what: `people of ${who}`, group: denominator })
        continue
      }
      exactly(denominator, n)
      if (numerator && figure.kind === 'proportion') exactly(numerator, figure.numerator!)
      // A point of a curve is a count wherever nobody is censored; the public may take it for one.
      if (numerator && figure.kind === 'cumulative_incidence') exactly(numerator, numerator.size)
    } else if (figure.status === 'suppressed') {
      const band = /^(fewer|more) than (\d+) of (\d+)$/.exec(figure.why ?? '')
      if (band && numerator) {
        const all = Number(band[3])
        exactly(denominator, all)
        const small = band[1] === 'fewer' ? numerator : denominator.without(numerator)
        known.push({ group: place(small), min: 0, max: 9 })
        targets.push({ what: `who counts in ${who}`, group: small })
      } else {
        if (figure.why?.startsWith('not enough people'))
          known.push({ group: place(denominator), min: 0, max: 9 })
        targets.push({ what: `people of ${who}`, group: denominator })
        if (numerator) targets.push({ what: `who counts in ${who}`, group: numerator })
        if (numerator) targets.push({ what: `who does not in ${who}`, group: denominator.without(numerator) })
      }
    }
  }
  // Who came and who went between the two, of every figure.
  for (const entry of made.entries) {
    const then =
      before &&
      [...before.published].find((one) => one.name === entry.name && one.grouping === entry.grouping)
    const own = then && made.groups.get(keyOf(entry.name, entry.grouping, then.asOf.getTime()))
    if (!own) continue
    const pairs = [
      [entry.denominator, own.denominator],
      ...(entry.numerator && own.numerator ? [[entry.numerator, own.numerator]] : []),
    ] as [GroupOfPeople, GroupOfPeople][]
    for (const [now, old] of pairs) {
      targets.push({
        what: `who came to ${entry.name} ${entry.grouping} by ${new Date(asOf).toISOString().slice(0, 10)}`,
        group: now.without(old),
      })
      targets.push({ what: `who went from ${entry.name} ${entry.grouping}`, group: old.without(now) })
    }
  }
  const small = targets.filter(({ group }) => group.size > 0 && group.size < 10)
  for (const { group } of small) place(group)
  const { parts } = partsOf(groups, people)
  const inside = groups.map((_, g) =>
    parts.flatMap((part, p) => (part.groups.includes(g) && part.persons > 0 ? [p] : [])),
  )
  // What is published is true: else the audit would be of something else.
  for (const { group, min, max } of known) {
    const { size } = groups[group]!
    if (size < min || size > max) throw new Error(`published as ${min} to ${max}, but there are ${size}`)
  }
  const equations: LinearEquation[] = []
  let variables = parts.length
  for (const { group, min, max } of known) {
    const terms = new Map(inside[group]!.map((p) => [p, 1]))
    if (min === max) {
      equations.push({ terms, value: min })
      continue
    }
    // A bound is an equation with what is left over.
    equations.push({ terms: new Map([...terms, [variables++, 1]]), value: max })
    if (min > 0) equations.push({ terms: new Map([...terms, [variables++, -1]]), value: min })
  }
  const bounds = new LinearBounds(variables, equations)
  const asked = new Map(small.map((target) => [place(target.group), target]))
  const findings = [...asked].flatMap(([group, { what, group: who }]): Finding[] => {
    const { min, max } = bounds.range(new Map(inside[group]!.map((p) => [p, 1])))
    // At least two whole numbers must be left.
    const isOpen = Math.floor(max + 1e-6) - Math.ceil(min - 1e-6) >= 1
    return isOpen ? [] : [{ what, truth: who.size, min, max }]
  })
  return { findings, targets: asked.size }
}
