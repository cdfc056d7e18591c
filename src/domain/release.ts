import { type Cell, type Relation, type Withheld, withheldCells } from './disclosure.ts'
import { type Figure, type FigureSubject, suppressed } from './figure.ts'
import { MINIMUM_CELL, notEnoughPeople, proportionBand } from './suppression.ts'

/** A figure as it was computed, before suppression, with the cells of persons that showing it gives away. */
export interface Candidate {
  figure: Figure
  /** The cell of its population. */
  denominator: string
  /** For a proportion: the cell of those counted in it. The rest of the population is a cell by itself. */
  numerator?: string
  /** Further cells, such as one per bin, or a sum over few persons (its persons are those added up). */
  also?: readonly string[]
  /** The figure of this name in the last release. */
  previous?: Figure
}

export interface ReleaseInput {
  cells: readonly Cell[]
  /** Which cells add up to which: leave none out that a reader could know. */
  relations: readonly Relation[]
  candidates: readonly Candidate[]
  minimumCell?: number
}

/**
 * Every figure of a release as it may be published, in the order of the candidates: the only way from computed to
 * published figures. Small cells are suppressed, in bands where the denominator may be seen; a figure whose population
 * has changed by fewer than `minimumCell` persons stays as it was, with its date; and whatever would give such a cell
 * away is withheld too (`withheldCells`), so that nothing suppressed can be computed from this release or from it and
 * the last.
 */
export function publishableFigures(input: ReleaseInput): Figure[] {
  const minimumCell = input.minimumCell ?? MINIMUM_CELL
  const { cells, relations } = withComplements(input)
  const shown = new Map<string, number>()
  for (const candidate of input.candidates) {
    for (const key of cellsOf(candidate)) shown.set(key, (shown.get(key) ?? 0) + 1)
  }
  const withheld = withheldCells({ cells, relations, shown, minimumCell })
  const byKey = new Map(cells.map((cell) => [cell.key, cell]))
  return input.candidates.map((candidate) => published(candidate, withheld, byKey, minimumCell))
}

function published(
  candidate: Candidate,
  withheld: ReadonlyMap<string, Withheld>,
  byKey: ReadonlyMap<string, Cell>,
  minimumCell: number,
): Figure {
  const { figure, denominator, numerator, previous } = candidate
  const population = byKey.get(denominator) as Cell
  const reasons = cellsOf(candidate).map((key) => withheld.get(key))
  // What was seen before tells nothing new; what was never seen stays unseen.
  if (previous && (reasons.includes('unchanged') || (population.changed ?? minimumCell) < minimumCell))
    return previous
  const isFew = population.persons < minimumCell
  if (figure.status === 'measured' && isFew && withheld.get(denominator) !== 'masked') {
    return suppressed(subjectOf(figure), notEnoughPeople(minimumCell))
  }
  if (reasons.every((reason) => reason === undefined)) return figure
  if (numerator !== undefined && !withheld.has(denominator)) {
    const sides = [numerator, complementKey(numerator, denominator)]
    if (sides.some((key) => withheld.get(key) === 'small')) {
      const band = proportionBand(byKey.get(numerator)?.persons ?? 0, population.persons, minimumCell)
      return suppressed(subjectOf(figure), band, { denominator: population.persons })
    }
  }
  if (previous && !reasons.includes('small') && !reasons.includes('masked')) return previous
  return suppressed(subjectOf(figure), 'withheld, because a smaller group could be computed from it')
}

// Whoever sees a proportion sees the people outside it too.
function withComplements(input: ReleaseInput): { cells: Cell[]; relations: Relation[] } {
  const cells = new Map(input.cells.map((cell) => [cell.key, cell]))
  const relations = [...input.relations]
  for (const { figure, numerator, denominator, also = [] } of input.candidates) {
    for (const key of [denominator, ...(numerator === undefined ? [] : [numerator]), ...also]) {
      if (!cells.has(key))
        throw new Error(`Figure ${figure.name} gives away the cell ${key}, which is not given`)
    }
    if (numerator === undefined || cells.has(complementKey(numerator, denominator))) continue
    const key = complementKey(numerator, denominator)
    const whole = cells.get(denominator) as Cell
    const part = cells.get(numerator) as Cell
    cells.set(key, {
      key,
      persons: whole.persons - part.persons,
      ...(whole.before === undefined || part.before === undefined
        ? {}
        : { before: whole.before - part.before }),
    })
    relations.push({ total: denominator, parts: [numerator, key] })
  }
  return { cells: [...cells.values()], relations }
}

function cellsOf({ figure, numerator, denominator, also = [] }: Candidate): string[] {
  // What says no number gives nothing away.
  if (figure.status !== 'measured' && figure.status !== 'not_reached') return []
  if (numerator === undefined) return [denominator, ...also]
  return [denominator, numerator, complementKey(numerator, denominator), ...also]
}

function complementKey(numerator: string, denominator: string): string {
  return `${denominator} without ${numerator}`
}

function subjectOf(figure: Figure): FigureSubject {
  const { name, kind, population, period, computed_at, method, simulated, level } = figure
  return { name, kind, population, period, computed_at, method, simulated, level }
}
