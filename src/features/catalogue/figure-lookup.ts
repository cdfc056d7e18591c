import type { Figure } from '../../domain/figure.ts'
import type { LabelFigures } from '../outcomes/api.ts'

export type MeasuredFigure = Figure & { value: number }

/** A label's figures by name: `figure` whatever its state, `measured` only with its number. */
export interface FigureLookup {
  figure(name: string, grouping?: string): Figure | undefined
  measured(name: string, grouping?: string): MeasuredFigure | undefined
  /** All of a name, in order, with what they are grouped by. */
  series(name: string): { grouping: string; figure: MeasuredFigure }[]
}

export function figureLookup({ figures }: Pick<LabelFigures, 'figures'>): FigureLookup {
  const byKey = new Map(figures.map((one) => [`${one.name} ${one.grouping}`, one.figure]))
  const measuredOnly = (figure: Figure | undefined) =>
    figure?.status === 'measured' && figure.value !== undefined ? (figure as MeasuredFigure) : undefined
  return {
    figure: (name, grouping = '') => byKey.get(`${name} ${grouping}`),
    measured: (name, grouping = '') => measuredOnly(byKey.get(`${name} ${grouping}`)),
    series: (name) =>
      figures.flatMap((one) => {
        const figure = one.name === name ? measuredOnly(one.figure) : undefined
        return figure ? [{ grouping: one.grouping, figure }] : []
      }),
  }
}
