import sanitizeHtml from 'sanitize-html'
import { audit } from '../../platform/audit.ts'
import type { Deps } from '../../platform/deps.ts'
import { type Fetched, guardedFetch, type Network } from '../../platform/network/guarded-fetch.ts'
import { publicNetwork } from '../../platform/network/public-network.ts'

const bodyCharactersMax = 60_000

/**
 * Keeps the text that stands at a link that was handed in, so that everybody marks the same and a page that changes or
 * goes changes no mark. The address was named by somebody else, so it is fetched behind the guard; of what comes back
 * only words are kept. Safe to repeat: a snapshot is taken once.
 * @param network the real one unless said
 */
export async function snapshotLink(
  deps: Deps,
  linkId: string,
  network: Network = publicNetwork,
): Promise<void> {
  const link = await deps.db
    .selectFrom('hand_in_links')
    .select(['url', 'hand_in_id'])
    .where('id', '=', linkId)
    .where('state', '=', 'waiting')
    .executeTakeFirst()
  if (!link) return
  const kept = snapshotOf(
    await guardedFetch(link.url, { network, accept: 'text/html, text/plain, text/markdown;q=0.9' }),
  )
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (tx) => {
    const updated = await tx
      .updateTable('hand_in_links')
      .set({ ...kept, fetched_at: now })
      .where('id', '=', linkId)
      .where('state', '=', 'waiting')
      .executeTakeFirst()
    if (!updated.numUpdatedRows) return
    await audit(tx, {
      at: now,
      actor: null,
      action: 'peer-review.link-kept',
      subjectKind: 'hand-in',
      subjectId: link.hand_in_id,
      detail: { link: linkId, state: kept.state, why: kept.why },
    })
  })
}

interface Snapshot {
  state: 'kept' | 'failed'
  why: string | null
  title: string | null
  body: string | null
}

/** What is kept of an answer: its words, without markup, scripts or pictures. */
export function snapshotOf(fetched: Fetched): Snapshot {
  const failed = (why: string): Snapshot => ({ state: 'failed', why, title: null, body: null })
  if (fetched.status === 'not_fetched')
    return failed(fetched.argument ? `${fetched.why}|${fetched.argument}` : fetched.why)
  const isPage = /^(text\/html|application\/xhtml\+xml)\b/i.test(fetched.contentType)
  if (!isPage && !/^text\//i.test(fetched.contentType)) return failed('not_text')
  const text = decoderOf(fetched.contentType).decode(fetched.bytes)
  const title = isPage ? /<title[^>]{0,200}>([^<]{0,400})/i.exec(text)?.[1] : undefined
  const body = tidy(isPage ? wordsOf(text) : text)
  if (!body) return failed('no_words')
  return { state: 'kept', why: null, title: title ? tidy(decode(title)).slice(0, 200) : null, body }
}

// Each block becomes a line of its own before its markup goes.
function wordsOf(html: string): string {
  const withLines = html.replace(
    /<(?:\/(?:p|div|h[1-6]|li|tr|section|article|pre|blockquote)|br)[^<>]{0,300}>/gi,
    '\n$&',
  )
  return decode(
    sanitizeHtml(withLines, {
      allowedTags: [],
      allowedAttributes: {},
      nonTextTags: ['script', 'style', 'textarea', 'option', 'noscript', 'template', 'title', 'svg', 'nav'],
    }),
  )
}

// What sanitize-html leaves escaped when no tags are left.
function decode(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&amp;', '&')
}

function tidy(text: string): string {
  return text
    .replaceAll('\u0000', '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .slice(0, bodyCharactersMax)
}

// An unknown name of an encoding is taken as the usual one.
function decoderOf(contentType: string): TextDecoder {
  const named = /charset="?([\w-]{1,40})/i.exec(contentType)?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(named)
  } catch {
    return new TextDecoder()
  }
}
