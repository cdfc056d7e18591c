import { statSync } from 'node:fs'
import { CODE_LANGUAGES } from './code-languages.ts'
import type { FolderTree } from './folder-tree.ts'
import type { Lesson } from './format.ts'
import { headingId } from './headings.ts'
import { BOX_KINDS } from './markdown-parser.ts'
import { type MarkdownContents, type MarkdownReference, readMarkdown } from './markdown-references.ts'
import { renderMath } from './math.ts'
import { MEDIA_BYTES_MAX, mediaTypeOf, PICTURE, SOUND, VIDEO } from './media-types.ts'
import { nearestWord } from './nearest-word.ts'
import type { Position, Report } from './problem.ts'

/** Where a Markdown text stands, and what it may refer to. */
export interface MarkdownPlace {
  file: string
  /** The folder of the course. */
  folder: string
  tree: FolderTree
  reached: Set<string>
  itemNames: Set<string>
  mediaFacts: Lesson['media']
  /** A place within the text → the place within the file. */
  at(position: Position): Position
}

type Say = (position: Position, message: string, mend: string) => void

/** Links, pictures, formulas, code languages, boxes and headings of one text. */
export function checkMarkdown(text: string, place: MarkdownPlace, report: Report): void {
  const contents = readMarkdown(text)
  const say: Say = (position, message, mend) => report(place.file, place.at(position), message, mend)
  for (const reference of contents.references) {
    if (reference.kind === 'image') checkImage(reference, place, say)
    else checkLink(reference, contents, place, say)
  }
  for (const { level, position } of contents.headings) {
    if (level === 1) say(position, 'A heading of the first level is the title of the page', 'Begin with ##.')
  }
  for (const { language, position } of contents.fences) {
    if (language !== '' && !CODE_LANGUAGES.includes(language)) {
      const near = nearestWord(language, CODE_LANGUAGES)
      say(
        position,
        `"${language}" is not among the languages that are highlighted`,
        near ? `Did you mean ${near}?` : 'Write text.',
      )
    }
  }
  for (const { tex, display, position } of contents.formulas) checkFormula(tex, display, position, say)
  for (const { kind, title, closed, position } of contents.boxes) {
    if (!BOX_KINDS.some((known) => known === kind))
      say(position, `There is no box "${kind}"`, `Write one of ${BOX_KINDS.join(', ')}.`)
    if (kind === 'answer' && !title)
      say(position, 'The box needs words to open it by', 'Write ::: answer Show the answer.')
    if (!closed) say(position, 'The box is not closed', 'End it with a line of three colons, :::.')
  }
}

function checkImage({ target, text, position }: MarkdownReference, place: MarkdownPlace, say: Say): void {
  if (/^[a-z]+:|^\/\//i.test(target)) {
    say(
      position,
      'A picture from another site would tell that site who reads',
      'Put the file into media/ and write media/ and its name.',
    )
    return
  }
  const name = target.replace(/^media\//, '')
  if (!hasMedia(target, position, place, say)) return
  if (!text)
    say(
      position,
      `The picture "${name}" has no alternative text`,
      'Say between [ and ] what is to be seen, for somebody who does not see it.',
    )
  if (VIDEO.test(name) || SOUND.test(name)) {
    if (Object.hasOwn(place.mediaFacts, name)) return
    const what = VIDEO.test(name) ? 'video' : 'sound'
    const needed = VIDEO.test(name) ? 'title, captions and transcript' : 'title and transcript'
    say(
      position,
      `The ${what} "${name}" has no ${VIDEO.test(name) ? 'captions and no transcript' : 'transcript'}`,
      `Add an entry under media in the front matter, with ${needed}.`,
    )
  } else if (!PICTURE.test(name))
    say(position, `"${name}" can't be shown`, 'Link to it with [words](media/…) instead.')
}

function hasMedia(target: string, position: Position, place: MarkdownPlace, say: Say): boolean {
  const path = `${place.folder}/${target}`
  if (!target.startsWith('media/') || !place.tree.has(path)) {
    const names = place.tree.files
      .filter((file) => file.startsWith(`${place.folder}/media/`))
      .map((file) => file.slice(place.folder.length + 1))
    const near = nearestWord(target, names)
    say(
      position,
      `There is no file ${target}`,
      near ? `Did you mean ${near}?` : `Put it into ${place.folder}/media/.`,
    )
    return false
  }
  if (!place.reached.has(path)) {
    place.reached.add(path)
    if (!mediaTypeOf(path))
      say(position, `Files like ${target} can't be served`, 'The endings that can are in docs/format.md.')
    const { size } = statSync(place.tree.onDisk(path))
    if (size > MEDIA_BYTES_MAX)
      say(position, `${target} has ${Math.ceil(size / 1_048_576)} MB`, 'Make it smaller than 50 MB.')
  }
  return true
}

function checkLink(
  { target, position }: MarkdownReference,
  contents: MarkdownContents,
  place: MarkdownPlace,
  say: Say,
): void {
  if (/^(https?:\/\/|mailto:)/i.test(target)) return
  if (target.startsWith('#')) {
    const ids = contents.headings.map((heading) => heading.id)
    if (ids.includes(headingId(target.slice(1)))) return
    const near = nearestWord(headingId(target.slice(1)), ids)
    say(
      position,
      `There is no heading ${target}`,
      near
        ? `Did you mean #${near.slice(2)}?`
        : 'A heading is linked by its words, with hyphens between them.',
    )
    return
  }
  if (target.startsWith('media/')) {
    hasMedia(target, position, place, say)
    return
  }
  const name = target.split('#')[0] ?? ''
  if (place.itemNames.has(name)) return
  const near = nearestWord(name, [...place.itemNames])
  say(
    position,
    `The link leads nowhere: "${target}"`,
    near
      ? `Did you mean ${near}?`
      : 'Link to an item of this course by its file name, to media/…, or to https://….',
  )
}

function checkFormula(tex: string, display: boolean, position: Position, say: Say): void {
  try {
    renderMath(tex, display)
  } catch (error) {
    const message = error instanceof Error ? error.message.replace(/^KaTeX parse error: /, '') : String(error)
    say(
      position,
      `The formula can't be read: ${message.replace(/\.$/, '')}`,
      'Write TeX, or \\$ where money is meant.',
    )
  }
}
