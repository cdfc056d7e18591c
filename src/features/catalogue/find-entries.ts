import type { Figure } from '../../domain/figure.ts'
import { shrunkenShares } from '../../domain/shrinkage.ts'
import type { Find } from './forms.ts'
import type { CatalogueEntry } from './queries.ts'

/** A line of the catalogue: what is stated, and the headline figures. */
export interface CatalogueLine extends CatalogueEntry {
  simulated: boolean
  finish: Figure | undefined
  weeks: Figure | undefined
  paid: Figure | undefined
}

/** Names of the figures that a line shows. */
export const headlineNames = ['completed_12_months', 'weeks_to_complete', 'paid_completed'] as const

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
    }
  })
}

/** The lines that fit, in the order asked for. Where nothing was asked: by fit, or by how many finish. */
export function findLines(lines: CatalogueLine[], find: Find): CatalogueLine[] {
  const finishing = finishOrder(lines)
  return lines
    .filter((line) => fits(line, find))
    .sort((a, b) => {
      const asked = find.sort ?? (find.q ? 'fit' : 'finish')
      return (
        compare(asked, a, b, finishing) ||
        compare('finish', a, b, finishing) ||
        a.title.localeCompare(b.title)
      )
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
    (!find.language || line.language === find.language)
  )
}

type Order = 'finish' | 'fit' | 'time' | 'price' | 'size' | 'title' | 'newest'

function compare(order: Order, a: CatalogueLine, b: CatalogueLine, finishing: Map<string, number>): number {
  switch (order) {
    case 'fit':
      return (b.rank ?? 0) - (a.rank ?? 0)
    case 'finish':
      return descending(finishing.get(a.id), finishing.get(b.id))
    case 'time':
      return descending(negative(a.weeks?.value), negative(b.weeks?.value))
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

// What has no figure comes after what has one.
function descending(a: number | undefined, b: number | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
  return b - a
}

function negative(value: number | undefined): number | undefined {
  return value === undefined ? undefined : -value
}
