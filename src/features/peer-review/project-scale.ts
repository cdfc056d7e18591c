import type { Executor } from '../../platform/db/pool.ts'
import { firstScale, type ProjectScale } from './mark-of-piece.ts'

/** What `project_scales.prior` holds: the parts of `ProjectScale` that are not about single markers. */
export type StoredScale = Pick<ProjectScale, 'within' | 'prior'>

/**
 * How the marks of a project are read today, for these reviewers. Projects without a night of their own start with
 * `firstScale`.
 */
export async function selectProjectScale(
  db: Executor,
  itemId: string,
  reviewers: string[],
): Promise<ProjectScale> {
  const scale = await db
    .selectFrom('project_scales')
    .select(['method', 'prior', 'shift'])
    .where('item_id', '=', itemId)
    .executeTakeFirst()
  if (!scale) return firstScale
  const { within, prior } = scale.prior as unknown as StoredScale
  const shift = Number(scale.shift)
  if (reviewers.length === 0) return { ...firstScale, within, shift }
  const rows = await db
    .selectFrom('reviewer_scales')
    .select(['person_key', 'bias', 'bias_sd', 'precision', 'weight'])
    .where('item_id', '=', itemId)
    .where('person_key', 'in', reviewers)
    .execute()
  const weights = new Map(rows.map((row) => [row.person_key, Number(row.weight)]))
  if (scale.method === 'mean' || !prior) return { ...firstScale, within, shift, weights }
  return {
    method: scale.method as ProjectScale['method'],
    within,
    prior,
    shift,
    weights,
    reviewers: new Map(
      rows.map((row) => [
        row.person_key,
        { bias: Number(row.bias), biasVariance: Number(row.bias_sd) ** 2, precision: Number(row.precision) },
      ]),
    ),
  }
}
