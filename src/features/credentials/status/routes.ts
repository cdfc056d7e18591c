import { access } from '../../../platform/access.ts'
import { isId } from '../../../platform/random.ts'
import type { Ctx } from '../../../platform/web/context.ts'
import { found, notFound } from '../../../platform/web/http-error.ts'
import type { Room } from '../../../platform/web/room.ts'
import { urls } from '../../../urls.ts'
import {
  isFresh,
  PURPOSES,
  type Purpose,
  rebuildList,
  selectKeptDocument,
  selectOptionalServed,
} from './status-document.ts'

const LISTS_KEPT_MAX = 64

type KeptText = { etag: string; text: string }

/** The lists that say which credentials stand: public, the same for everybody, and never older than what they say. */
export function statusRoutes({ get }: Room): void {
  // The text of the last lists that were asked for: one small query tells whether it still holds.
  const kept = new Map<string, KeptText>()

  get(urls.statusList, access.everyone, async (c) => {
    const list = c.req.param('list') ?? ''
    const purpose = PURPOSES.find((one) => one === c.req.param('purpose'))
    if (!isId(list) || !purpose) notFound()
    const { etag, text } = await currentText(c, list, purpose, kept)
    const headers = {
      etag,
      'content-type': 'application/vc',
      'cache-control': 'public, max-age=60',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    }
    return c.req.header('if-none-match') === etag ? c.body(null, 304, headers) : c.body(text, 200, headers)
  })
}

async function currentText(
  c: Ctx,
  list: string,
  purpose: Purpose,
  kept: Map<string, KeptText>,
): Promise<KeptText> {
  const { deps } = c.var
  const state = found(await selectOptionalServed(deps, list, purpose))
  const name = `${list} ${purpose}`
  if (isFresh(state, deps.clock.now())) {
    const known = kept.get(name)
    if (known?.etag === etagOf(state.version, state.built_at!)) return known
  }
  const { version, builtAt, document } = isFresh(state, deps.clock.now())
    ? await selectKeptDocument(deps, list, purpose)
    : await rebuildList(deps, list, purpose)
  const text = { etag: etagOf(version, builtAt), text: JSON.stringify(document) }
  if (kept.size >= LISTS_KEPT_MAX) kept.clear()
  kept.set(name, text)
  return text
}

function etagOf(version: number, builtAt: Date): string {
  return `"${version}-${builtAt.getTime().toString(36)}"`
}
