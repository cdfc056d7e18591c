import { isId } from '../../platform/random.ts'
import type { Ctx } from '../../platform/web/context.ts'
import { notFound } from '../../platform/web/http-error.ts'
import { room } from '../../platform/web/room.ts'

export const peerReviewRoom = room('peer-review')

/** An id of the URL; 404 where it can't be one. */
export function idOf(c: Ctx, name: string): string {
  const id = c.req.param(name) ?? ''
  if (!isId(id)) notFound()
  return id
}
