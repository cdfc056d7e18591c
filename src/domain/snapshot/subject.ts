import type { FigureKind, FigureSubject } from '../figure.ts'
import type { SnapshotOptions } from './shape.ts'

/** Makes what is the same of all figures of an analysis. */
export class Subject {
  readonly #options: SnapshotOptions

  constructor(options: SnapshotOptions) {
    this.#options = options
  }

  of(name: string, kind: FigureKind, method: string, population: string): FigureSubject {
    const { asOf, computedAt, simulated = false } = this.#options
    return {
      name,
      kind,
      method,
      population,
      period: { from: asOf, to: asOf },
      computed_at: computedAt,
      simulated,
    }
  }
}
