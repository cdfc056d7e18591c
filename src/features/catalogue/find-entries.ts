import type { Figure } from '../../domain/figure.ts'
import { shrunkenEstimates, shrunkenShares } from '../../domain/shrinkage.ts'
import type { Find } from './forms.ts'
import type { CatalogueEntry } from './queries.ts'

/** A line of the catalogue: what is stated, and the headline figures. */
export interface CatalogueLine extends CatalogueEntry {
  simulated: boolean
  finish: Figure | undefined
  weeks: Figure | undefined
  paid: Figure | undefined
  doing: Figure | undefined
}

/** Names of the figures that a line shows. */
export const headlineNames = [
  'completed_12_months',
  'weeks_to_complete',
  'paid_completed',
  'doing_share_of_time',
] as const

export function linesOf(
  entries: CatalogueEntry[],
  headlines: Map<
    string,
    { simulated: boolean; figures: { name: string; grouping: string; figure: Figure }[] }
  >,
): CatalogueLine[] {
  return entries.map((entry) => {
    const set = headlines.get(entry.id)
    const figure = (name: string, grouping: string) =>
      set?.figures.find((one) => one.name === name && one.grouping === grouping)?.figure
    return {
      ...entry,
      simulated: set?.simulated ?? false,
      finish: figure('completed_12_months', ''),
      weeks: figure('weeks_to_complete', 'quantile=0.5'),
      paid: figure('paid_completed', 'quantile=0.5'),
      doing: figure('doing_share_of_time', ''),
    }
  })
}

/** The lines that fit, in the order asked for. Where nothing was asked: by fit, or by how many finish. */
export function findLines(lines: CatalogueLine[], find: Find): CatalogueLine[] {
  const orders: Orders = {
    finish: finishOrder(lines),
    time: estimateOrder(lines, (line) => line.weeks),
    cost: estimateOrder(lines, (line) => (line.priceMinor === null ? freeOfCharge : line.paid)),
    hands: estimateOrder(lines, (line) => line.doing),
  }
  return lines
    .filter((line) => fits(line, find))
    .sort((a, b) => {
      const asked = find.sort ?? (find.q ? 'fit' : 'finish')
      return compare(asked, a, b, orders) || compare('finish', a, b, orders) || a.title.localeCompare(b.title)
    })
}

function fits(line: CatalogueLine, find: Find): boolean {
  const { effortHours: hours } = line
  const size = hours < 10 ? 'short' : hours < 40 ? 'medium' : hours < 100 ? 'long' : 'longer'
  return (
    line.rank !== 0 &&
    (!find.field || line.field === find.field) &&
    (!find.level || line.level === find.level) &&
    (!find.size || size === find.size) &&
    (!find.price || (line.priceMinor === null ? 'free' : 'paid') === find.price) &&
    (!find.provider || line.provider.kind === find.provider) &&
    (!find.language || line.language === find.language) &&
    (!find.finish || atLeast(line.finish, Number(find.finish) / 100)) &&
    (!find.hands || atLeast(line.doing, Number(find.hands) / 100)) &&
    (!find.weeks || atMost(line.weeks, Number(find.weeks)))
  )
}

// A figure passes by the end of its interval that promises less, so that a handful of people don't pass by luck.
function atLeast(figure: Figure | undefined, least: number): boolean {
  return figure?.status === 'measured' && (figure.lower ?? figure.value ?? -1) >= least
}

function atMost(figure: Figure | undefined, most: number): boolean {
  return figure?.status === 'measured' && (figure.upper ?? figure.value ?? Number.POSITIVE_INFINITY) <= most
}

type Measured = 'finish' | 'time' | 'cost' | 'hands'
type Order = Measured | 'fit' | 'price' | 'size' | 'title' | 'newest'
type Orders = Record<Measured, Map<string, number>>

function compare(order: Order, a: CatalogueLine, b: CatalogueLine, orders: Orders): number {
  switch (order) {
    case 'fit':
      return (b.rank ?? 0) - (a.rank ?? 0)
    case 'finish':
    case 'hands':
      return descending(orders[order].get(a.id), orders[order].get(b.id))
    case 'time':
    case 'cost':
      return descending(negative(orders[order].get(a.id)), negative(orders[order].get(b.id)))
    case 'price':
      return (a.priceMinor ?? 0) - (b.priceMinor ?? 0)
    case 'size':
      return a.effortHours - b.effortHours
    case 'newest':
      return b.publishedAt.getTime() - a.publishedAt.getTime()
    case 'title':
      return a.title.localeCompare(b.title)
  }
}

// Small groups are pulled towards the middle of the whole catalogue, whatever the list was narrowed to.
function finishOrder(lines: CatalogueLine[]): Map<string, number> {
  const shares = shrunkenShares(
    lines.map(({ finish }) =>
      finish?.status === 'measured' && finish.numerator !== undefined && finish.denominator !== undefined
        ? { numerator: finish.numerator, denominator: finish.denominator }
        : undefined,
    ),
  )
  return new Map(lines.flatMap((line, k) => (shares[k] === undefined ? [] : [[line.id, shares[k]]])))
}

const freeOfCharge = { status: 'measured', value: 0, lower: 0, upper: 0 } as const

// Medians and shares of totals, pulled by what their intervals say of how well they are known.
function estimateOrder(
  lines: CatalogueLine[],
  of: (line: CatalogueLine) => Pick<Figure, 'status' | 'value' | 'lower' | 'upper'> | undefined,
): Map<string, number> {
  const pulled = shrunkenEstimates(
    lines.map((line) => {
      const figure = of(line)
      if (figure?.status !== 'measured' || figure.value === undefined) return undefined
      const width = (figure.upper ?? figure.value) - (figure.lower ?? figure.value)
      return { value: figure.value, standardError: width / (2 * 1.959964) }
    }),
  )
  return new Map(lines.flatMap((line, k) => (pulled[k] === undefined ? [] : [[line.id, pulled[k]]])))
}

// What has no figure comes after what has one.
function descending(a: number | undefined, b: number | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
  return b - a
}

function negative(value: number | undefined): number | undefined {
  return value === undefined ? undefined : -value
}
