/** Where the names in a course lead once it is published. */
import { imageSize } from 'image-size'
import { urls } from '../../urls.ts'
import type { ItemContent } from './content.ts'
import { PICTURE } from './media-types.ts'
import type { MediaFacts, Places } from './places.ts'
import { renderMarkdown } from './render.ts'

export interface StoredMedia {
  hash: string
  bytes: Buffer
}

export interface CoursePlaces {
  /** By path, as `media/left-join.svg`. */
  media: Map<string, StoredMedia>
  itemIds: Map<string, string>
  item: ItemContent
  language: string
}

/** Words that publication adds to a text, by the language of the text. */
const TRANSCRIPT: Record<string, string> = { en: 'Transcript', ar: 'النص المكتوب' }

export async function coursePlaces({ media, itemIds, item, language }: CoursePlaces): Promise<Places> {
  const facts = await mediaFacts(item, media)
  return {
    media: (path) => {
      const stored = media.get(path)
      return stored && { url: mediaUrl(path, stored), ...sizeOf(path, stored.bytes) }
    },
    // An address that holds on every page where the text is shown: lesson, attempt, review, preview.
    item: (name) => {
      const id = itemIds.get(name)
      return id && urls.itemInTexts({ item: id })
    },
    mediaFacts: (path) => facts.get(path),
    language,
    words: { transcript: TRANSCRIPT[language] ?? 'Transcript' },
  }
}

async function mediaFacts(
  item: ItemContent,
  media: Map<string, StoredMedia>,
): Promise<Map<string, MediaFacts>> {
  const facts = new Map<string, MediaFacts>()
  if (item.kind !== 'lesson') return facts
  for (const [name, { title, captions, transcript }] of Object.entries(item.lesson.media)) {
    const captionsStored = captions ? media.get(`media/${captions}`) : undefined
    const words = media.get(`media/${transcript}`)?.bytes.toString('utf8') ?? ''
    facts.set(`media/${name}`, {
      title,
      transcriptHtml: (await renderMarkdown(words)).html,
      ...(captionsStored ? { captionsUrl: mediaUrl(`media/${captions}`, captionsStored) } : {}),
    })
  }
  return facts
}

function mediaUrl(path: string, { hash }: StoredMedia): string {
  return urls.media({ hash, name: path.slice('media/'.length) })
}

function sizeOf(path: string, bytes: Buffer): { width?: number; height?: number } {
  if (!PICTURE.test(path)) return {}
  try {
    const { width, height } = imageSize(bytes)
    return { width, height }
  } catch {
    // Without a size the page moves a little when the picture arrives; that is all.
    return {}
  }
}
