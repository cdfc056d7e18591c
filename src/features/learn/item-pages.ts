import type { Ctx } from '../../platform/web/context.ts'
import { notFound } from '../../platform/web/http-error.ts'
import type { ItemKind } from './editions.ts'
import type { LearnerItem } from './queries.ts'

/** Shows an item of a kind that another room owns. */
export type ItemPage = (c: Ctx, learner: LearnerItem) => Promise<Response> | Response

const pages = new Map<ItemKind, ItemPage>()

/**
 * Quizzes, labs and projects have rooms of their own, which depend on this one; so each tells here, when its routes
 * are loaded, what stands at `/learn/:enrolment/items/:item` for its kind.
 */
export const itemPages = {
  register(kind: Exclude<ItemKind, 'lesson'>, page: ItemPage): void {
    pages.set(kind, page)
  },
  show(kind: ItemKind, c: Ctx, learner: LearnerItem): Promise<Response> | Response {
    const page = pages.get(kind)
    if (!page) return notFound()
    return page(c, learner)
  },
}
