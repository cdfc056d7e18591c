/** Where the names that authors write lead on the site; the renderer asks, publication answers. */
export interface MediaFacts {
  title: string
  captionsUrl?: string
  transcriptHtml: string
}

export interface Places {
  /** `media/left-join.svg` → its address and, where known, its size in pixels; undefined if there is no such file. */
  media(path: string): { url: string; width?: number; height?: number } | undefined
  /** `seven-joins.quiz.yaml` → the address of its page. */
  item(name: string): string | undefined
  /** For video and sound: what the front matter says of the file. */
  mediaFacts(path: string): MediaFacts | undefined
  /** The language of the text, for captions. */
  language: string
  /** Words that the page itself adds, in that language. */
  words: { transcript: string }
}

export const NO_PLACES: Places = {
  media: () => undefined,
  item: () => undefined,
  mediaFacts: () => undefined,
  language: 'en',
  words: { transcript: 'Transcript' },
}
