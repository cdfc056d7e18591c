import { readFileSync } from 'node:fs'
import type { MarkdownPlace } from './check-markdown.ts'
import type { LessonContent } from './content.ts'
import { SOUND, VIDEO } from './media-types.ts'
import type { Report } from './problem.ts'

/** The front matter's entries for video and sound: captions, transcripts, and that the files are there. */
export function checkLessonMedia(item: LessonContent, place: MarkdownPlace, report: Report): void {
  const { tree, folder, reached } = place
  for (const [name, facts] of Object.entries(item.lesson.media)) {
    const at = ['media', name]
    const say = (key: string | undefined, message: string, mend: string) => {
      const position = key ? item.source.valueAt([...at, key]) : item.source.keyAt(at)
      report(item.path, position, message, mend)
    }
    if (!VIDEO.test(name) && !SOUND.test(name))
      say(undefined, `"${name}" is neither video nor sound`, 'Only those need an entry here.')
    if (!item.text.includes(`media/${name}`))
      say(
        undefined,
        `The text doesn't show "${name}"`,
        `Show it with ![what it is](media/${name}), or take the entry away.`,
      )
    if (VIDEO.test(name) && !facts.captions)
      say(undefined, `The video "${name}" has no captions`, 'Add captions: and a WebVTT file in media/.')
    for (const key of ['captions', 'transcript'] as const) {
      const file = facts[key]
      if (!file) continue
      const path = `${folder}/media/${file}`
      if (!tree.has(path)) {
        say(key, `There is no file media/${file}`, `Make ${path}.`)
        continue
      }
      reached.add(path)
      if (
        key === 'captions' &&
        !readFileSync(tree.onDisk(path), 'utf8')
          .replace(/^\uFEFF/, '')
          .startsWith('WEBVTT')
      ) {
        say(key, `media/${file} is not WebVTT`, 'Its first line must begin with WEBVTT.')
      }
    }
  }
}
