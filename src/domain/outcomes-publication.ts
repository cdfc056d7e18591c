import type { Cell, Relation } from './disclosure.ts'
import type { Figure } from './figure.ts'
import { publishableHistogram } from './histogram.ts'
import type { OutcomesReport, OutcomesSection } from './outcomes-shape.ts'
import { type Candidate, publishableFigures } from './release.ts'
import { isPublishable } from './suppression.ts'

/**
 * The report as it may be published: every figure through the release's suppression, groups and their total related;
 * curves already on their published days; of a group that may not be seen nothing at all; histograms merged, and only
 * of everybody where there are groups; counts in notes left out where they are small.
 */
export function publishableReport(report: OutcomesReport, minimumCell: number): OutcomesReport {
  const sections: { name: string; section: OutcomesSection }[] = [
    { name: '', section: report },
    // A group of rows without a value has an empty name; everybody's is another.
    ...report.groups.map((group) => ({ name: `group ${group.group}`, section: group })),
  ]
  const drafts = sections.flatMap(({ name, section }) =>
    draftsOf(section).map((draft) => ({ ...draft, name })),
  )
  const scopes = sections.map(({ name }) => name)
  const cells = cellsOf(drafts)
  const nested = nestedIn(cells, scopes)
  const candidates = drafts.map(
    (draft): Candidate => ({
      figure: draft.figure,
      denominator: cellKey(draft.population, draft.name),
      ...(draft.part === undefined ? {} : { numerator: cellKey(draft.part, draft.name) }),
      also: (draft.also ?? []).map((cell) => cellKey(cell, draft.name)),
    }),
  )
  const published = publishableFigures({
    cells: [...cells.values(), ...nested.cells],
    relations: [...relationsOf(cells, scopes.slice(1)), ...nested.relations],
    candidates,
    minimumCell,
  })
  const shownAs = new Map(drafts.map(({ figure }, k) => [figure, published[k] as Figure]))

  const whole = publishedSection(report, shownAs, minimumCell, report.groups.length === 0)
  const groups = report.groups.map((group) => ({
    group: group.group,
    ...publishedSection(group, shownAs, minimumCell, false),
  }))
  const isComparable = groups.every((group) => group.n !== null)
  return {
    ...report,
    ...whole,
    excluded: report.excluded.map(({ why, n }) => ({
      why,
      n: n !== null && isPublishable(n, minimumCell) ? n : null,
      lines: [],
    })),
    log_rank: isComparable ? report.log_rank : { completed: null, left: null },
    gray: isComparable ? report.gray : { completed: null, left: null },
    groups,
    // Lines of the file are for whoever has it.
    warnings: report.warnings
      .filter((warning) => isPublishable(Number(/^\d*/.exec(warning)?.[0]), minimumCell))
      .map((warning) => warning.replace(/ \(lines? [^)]*\)/, '')),
  }
}

/** A figure with the cells that it gives away, by names that are the same in every section. */
interface Draft {
  figure: Figure
  population: string
  part?: string
  also?: string[]
}

function draftsOf(section: OutcomesSection): Draft[] {
  const { ratings, cost } = section
  const proportion = (figure: Figure, population: string): Draft => ({
    figure,
    population,
    part: figure.name,
  })
  return [
    ...section.funnel.map((figure): Draft => {
      if (figure.kind === 'count') return { figure, population: 'enrolled' }
      return proportion(figure, figure.name === 'completed_of_intending' ? 'intending' : 'enrolled')
    }),
    ...Object.entries(section.completion_at).map(([key, figure]) => proportion(figure, `eligible ${key}`)),
    ...Object.values(section.retention_quantiles).map(
      (figure): Draft => ({ figure, population: 'followed' }),
    ),
    ...Object.entries(cost).flatMap(([status, figures]) =>
      Object.values(figures).map((figure): Draft => ({ figure, population: `paid ${status}` })),
    ),
    { figure: section.hands_on, population: 'active' },
    proportion(ratings.coverage, 'enrolled'),
    { figure: ratings.mean, population: 'raters' },
    { figure: ratings.mean_worst_case, population: 'enrolled', also: ['raters'] },
    { figure: ratings.mean_post_stratified, population: 'enrolled', also: ['raters'] },
  ]
}

// Persons in each cell, as the figures themselves say; cells of figures without a number are empty.
function cellsOf(drafts: readonly (Draft & { name: string })[]): Map<string, Cell> {
  const cells = new Map<string, Cell>()
  const set = (key: string, persons: number | undefined) => {
    if (persons !== undefined || !cells.has(key)) cells.set(key, { key, persons: persons ?? 0 })
  }
  for (const { figure, population, part, also = [], name } of drafts) {
    set(cellKey(population, name), figure.kind === 'count' ? figure.value : figure.denominator)
    if (part !== undefined) set(cellKey(part, name), figure.numerator)
    for (const cell of also) set(cellKey(cell, name), undefined)
  }
  return cells
}

// What groups hold adds up to what everybody holds, where both are known.
function relationsOf(cells: ReadonlyMap<string, Cell>, groups: readonly string[]): Relation[] {
  if (groups.length === 0) return []
  const relations: Relation[] = []
  for (const { key, persons } of cells.values()) {
    if (!key.endsWith(cellKey('', ''))) continue
    const kind = key.slice(0, key.length - cellKey('', '').length)
    const parts = groups.map((name) => cellKey(kind, name))
    const sum = parts.reduce((total, part) => total + (cells.get(part)?.persons ?? 0), 0)
    if (sum === persons) relations.push({ total: key, parts })
  }
  // Whoever rated is a part of everybody under two names: as a share of all, and as the population of the mean.
  for (const name of ['', ...groups]) {
    const raters = cellKey('raters', name)
    const covered = cellKey('rating_coverage', name)
    if (cells.get(raters)?.persons === cells.get(covered)?.persons)
      relations.push({ total: raters, parts: [covered] })
  }
  return relations
}

// Populations within others: whoever sees both counts sees who is in one and not in the other.
function nestedIn(
  cells: ReadonlyMap<string, Cell>,
  scopes: readonly string[],
): { cells: Cell[]; relations: Relation[] } {
  const found: { cells: Cell[]; relations: Relation[] } = { cells: [], relations: [] }
  for (const scope of scopes) {
    for (const [inner, outer] of NESTED) {
      const part = cells.get(cellKey(inner, scope))
      const whole = cells.get(cellKey(outer, scope))
      if (!part || !whole || part.persons > whole.persons) continue
      const key = cellKey(`${outer} but not ${inner}`, scope)
      found.cells.push({ key, persons: whole.persons - part.persons })
      found.relations.push({ total: whole.key, parts: [part.key, key] })
    }
  }
  return found
}

const NESTED: readonly (readonly [inner: string, outer: string])[] = [
  ['completed', 'started'],
  ['completed', 'committed'],
  ['completed_of_intending', 'completed'],
  ['intending', 'enrolled'],
  ['followed', 'enrolled'],
  ['active', 'enrolled'],
  ['paid completed', 'completed'],
  ...['100', '150', '200', '12_months'].flatMap((key) => [
    [`eligible ${key}`, 'enrolled'] as const,
    [`completed_by_${key}`, 'completed'] as const,
  ]),
]

function publishedSection(
  section: OutcomesSection,
  shownAs: ReadonlyMap<Figure, Figure>,
  minimumCell: number,
  isWithHistogram: boolean,
): OutcomesSection {
  const shown = (figure: Figure) => shownAs.get(figure) ?? figure
  const all = <Keys extends string>(figures: Record<Keys, Figure>) =>
    Object.fromEntries(
      Object.entries<Figure>(figures).map(([key, figure]) => [key, shown(figure)]),
    ) as Record<Keys, Figure>
  const isSeen = shown(section.funnel[0] as Figure).status === 'measured'
  const { ratings, days_to_complete: times } = section
  const isTimed = isSeen && (times.n ?? 0) >= minimumCell
  const coverage = shown(ratings.coverage)
  const isRated = isWithHistogram && coverage.status === 'measured'
  const histogram = isRated && ratings.histogram ? mergedHistogram(ratings.histogram, minimumCell) : undefined
  return {
    n: isSeen ? section.n : null,
    funnel: section.funnel.map(shown),
    completion: isSeen ? section.completion : [],
    leaving: isSeen ? section.leaving : [],
    completion_naive: isSeen ? section.completion_naive : [],
    completion_at: all(section.completion_at),
    retention: isSeen ? section.retention : [],
    retention_quantiles: all(section.retention_quantiles),
    restricted_mean: isSeen ? section.restricted_mean : [],
    days_to_complete: isTimed
      ? { ...times, n: null }
      : { p10: null, p25: null, p50: null, p75: null, p90: null, n: null },
    cost: {
      completed: all(section.cost.completed),
      left: all(section.cost.left),
      still_going: all(section.cost.still_going),
    },
    hands_on: shown(section.hands_on),
    ratings: {
      coverage,
      mean: shown(ratings.mean),
      mean_worst_case: shown(ratings.mean_worst_case),
      mean_post_stratified: shown(ratings.mean_post_stratified),
      histogram: histogram ?? null,
      silent: isRated ? ratings.silent : null,
    },
  }
}

function mergedHistogram(
  histogram: Readonly<Record<string, number>>,
  minimumCell: number,
): Record<string, number> | undefined {
  const bins = Object.entries(histogram).map(([rating, persons]) => ({
    from: Number(rating),
    to: Number(rating),
    persons,
  }))
  const merged = publishableHistogram(bins, minimumCell)
  return (
    merged &&
    Object.fromEntries(merged.map(({ from, to, persons }) => [from === to ? from : `${from}–${to}`, persons]))
  )
}

function cellKey(kind: string, group: string): string {
  return `${kind} | ${group}`
}
