import type { Criterion, RubricPoints } from '../../domain/rubric.ts'
import { type RawForm, textOf } from '../../platform/web/form.ts'
import { type Cleaned, cleanFile } from './clean-file.ts'
import { cleanName, extensionOf, mediaTypeOf } from './file-kinds.ts'
import { type ArchiveFault, readZip, unpack, unpackedBytesMax } from './files/zip.ts'
import type { Project } from './project.ts'

// What people may hand in and how they mark. Errors are message keys of this room with their values, by form field.

export const textCharactersMax = 60_000
export const commentCharactersMax = 4_000
/** Of all files of a piece together, whatever the provider allows: what one request may carry. */
export const filesBytesMax = 20 * 1024 * 1024

export const skipReasons = ['conflict', 'cannot_open', 'offensive', 'other'] as const
export type SkipReason = (typeof skipReasons)[number]

export type FieldErrorKey =
  | 'errorEmpty'
  | 'errorTextLong'
  | 'errorNoFiles'
  | 'errorFileCount'
  | 'errorFileLarge'
  | 'errorFilesLarge'
  | 'errorFileExtension'
  | 'errorFileContent'
  | `errorArchive_${ArchiveFault}`
  | 'errorPoints'
  | 'errorComment'
  | 'errorCommentLong'
  | 'errorSkipReason'
  | 'errorLink'
  | 'errorLinkCount'
  | 'errorNoLinks'
  | 'errorReportReason'
  | 'errorWords'
  | 'errorWordsLong'
  | 'errorAppealNone'
  | 'errorAppealReason'
  | 'errorDecision'
  | 'errorReason'

export interface FieldError {
  key: FieldErrorKey
  values?: Record<string, string | number>
}
export type FieldErrors = Record<string, FieldError>

export interface FileInput {
  name: string
  extension: string
  mediaType: string
  bytes: Uint8Array
  cleaned: Cleaned | null
}
export interface PieceInput {
  text: string
  files: FileInput[]
  /** Addresses of public pages. */
  links: string[]
}

/** Reads a piece and checks it against what the project takes. Files are judged by name and by their first bytes. */
export async function readPiece(
  { raw, files }: { raw: RawForm; files: File[] },
  { handIn }: Pick<Project, 'handIn'>,
): Promise<{ ok: true; piece: PieceInput } | { ok: false; errors: FieldErrors }> {
  const errors: FieldErrors = {}
  const text = handIn.text ? textOf(raw, 'text').replaceAll('\r\n', '\n').trim() : ''
  if (text.length > textCharactersMax)
    errors.text = { key: 'errorTextLong', values: { n: textCharactersMax } }
  const read = await readFiles(files, handIn.files, textOf(raw, 'clean') !== '')
  if ('key' in read) errors.files = read
  const linked = readLinks(textOf(raw, 'links'), handIn.links)
  if ('key' in linked) errors.links = linked
  if ('key' in read || 'key' in linked) return { ok: false, errors }
  if (!text && read.files.length === 0 && linked.links.length === 0)
    errors[handIn.text ? 'text' : handIn.files ? 'files' : 'links'] = { key: 'errorEmpty' }
  if (Object.keys(errors).length > 0) return { ok: false, errors }
  return { ok: true, piece: { text, files: read.files, links: linked.links } }
}

/** One address a line. Only https: what is fetched later must not be changed on its way. */
function readLinks(typed: string, limits: Project['handIn']['links']): { links: string[] } | FieldError {
  const lines = typed.split(/\s+/).filter(Boolean)
  if (lines.length === 0) return { links: [] }
  if (!limits) return { key: 'errorNoLinks' }
  if (lines.length > limits.max_count) return { key: 'errorLinkCount', values: { n: limits.max_count } }
  const links: string[] = []
  for (const line of lines) {
    const url = line.length <= 2000 && URL.canParse(line) ? new URL(line) : undefined
    if (url?.protocol !== 'https:' || url.username || url.password || !url.hostname.includes('.'))
      return { key: 'errorLink', values: { link: line.slice(0, 80) } }
    if (!links.includes(url.href)) links.push(url.href)
  }
  return { links }
}

async function readFiles(
  files: File[],
  limits: Project['handIn']['files'],
  clean: boolean,
): Promise<{ files: FileInput[] } | FieldError> {
  if (files.length === 0) return { files: [] }
  if (!limits) return { key: 'errorNoFiles' }
  if (files.length > limits.max_count) return { key: 'errorFileCount', values: { n: limits.max_count } }
  if (files.reduce((sum, file) => sum + file.size, 0) > filesBytesMax)
    return { key: 'errorFilesLarge', values: { mb: toMegabytes(filesBytesMax) } }
  const inputs: FileInput[] = []
  const unpacked = { bytes: 0 }
  for (const file of files) {
    const name = cleanName(file.name)
    const extension = extensionOf(name)
    if (file.size > limits.max_bytes)
      return { key: 'errorFileLarge', values: { name, mb: toMegabytes(limits.max_bytes) } }
    if (!limits.extensions.includes(extension))
      return { key: 'errorFileExtension', values: { name, extensions: limits.extensions.join(', ') } }
    const bytes = new Uint8Array(await file.arrayBuffer())
    const mediaType = mediaTypeOf(extension, bytes)
    if (!mediaType) return { key: 'errorFileContent', values: { name, extension } }
    const fault = archiveFaultOf(bytes, unpacked)
    if (fault) return { key: `errorArchive_${fault}`, values: { name } }
    const cleaned = clean ? cleanFile(extension, bytes) : { bytes, cleaned: null }
    inputs.push({ name, extension, mediaType, ...cleaned })
  }
  return { files: inputs }
}

// Whatever a file is called: one that begins like an archive is opened like one by whoever gets it.
function archiveFaultOf(bytes: Uint8Array, unpacked: { bytes: number }): ArchiveFault | undefined {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b || bytes[2] !== 3 || bytes[3] !== 4) return undefined
  const read = readZip(bytes)
  if (typeof read === 'string') return read
  for (const { size } of read) unpacked.bytes += size
  if (unpacked.bytes > unpackedBytesMax) return 'bomb'
  try {
    for (const entry of read) unpack(entry)
  } catch {
    return 'broken'
  }
  return undefined
}

export function toMegabytes(bytes: number): number {
  return Math.round((bytes / (1024 * 1024)) * 10) / 10
}

export interface RubricInput {
  points: RubricPoints
  comments: Record<string, string>
}

/** The fields of a criterion in a form. */
export const pointsField = (criterion: string) => `points-${criterion}`
export const commentField = (criterion: string) => `comment-${criterion}`

/**
 * Reads marks by criterion: each one of the levels' points, and a comment where the rubric wants one; in the
 * single-point form that is wherever the piece is not just at the standard.
 */
export function readRubric(
  raw: RawForm,
  criteria: Criterion[],
): { ok: true; marks: RubricInput } | { ok: false; errors: FieldErrors } {
  const errors: FieldErrors = {}
  const marks: RubricInput = { points: {}, comments: {} }
  for (const criterion of criteria) {
    const { id, title } = criterion
    const chosen = textOf(raw, pointsField(id))
    const level = criterion.levels.find((one) => String(one.points) === chosen)
    if (level) marks.points[id] = level.points
    else errors[pointsField(id)] = { key: 'errorPoints', values: { title } }
    const comment = textOf(raw, commentField(id)).replaceAll('\r\n', '\n').trim()
    if (comment.length > commentCharactersMax)
      errors[commentField(id)] = { key: 'errorCommentLong', values: { title, n: commentCharactersMax } }
    else if (!comment && (criterion.comment === 'required' || isOffStandard(level)))
      errors[commentField(id)] = { key: 'errorComment', values: { title } }
    else if (comment) marks.comments[id] = comment
  }
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, marks }
}

function isOffStandard(level: Criterion['levels'][number] | undefined): boolean {
  return level?.step !== undefined && level.step !== 'met'
}

/** What was typed into a rubric so far, whatever it is worth: for drafts and for showing a form again. */
export function typedRubric(raw: RawForm, criteria: Criterion[]): Record<string, string> {
  const fields = criteria.flatMap(({ id }) => [pointsField(id), commentField(id)])
  return Object.fromEntries(
    fields
      .map((field) => [field, textOf(raw, field).slice(0, commentCharactersMax * 2)])
      .filter(([, text]) => text),
  )
}

export function readSkipReason(raw: RawForm): SkipReason | undefined {
  const reason = textOf(raw, 'reason')
  return skipReasons.find((one) => one === reason)
}

export const wordsCharactersMax = 2_000

/** A few sentences in one field. */
export function readWords(raw: RawForm, field: string): { words: string } | { error: FieldError } {
  const words = textOf(raw, field).replaceAll('\r\n', '\n').trim()
  if (!words) return { error: { key: 'errorWords' } }
  if (words.length > wordsCharactersMax)
    return { error: { key: 'errorWordsLong', values: { n: wordsCharactersMax } } }
  return { words }
}

export const reportReasons = ['abusive', 'careless', 'names_me', 'other'] as const
export type ReportReason = (typeof reportReasons)[number]

export function readReportReason(raw: RawForm): ReportReason | undefined {
  const reason = textOf(raw, 'reason')
  return reportReasons.find((one) => one === reason)
}

export const appealField = (criterion: string) => `appeal-${criterion}`

/** The criteria that are appealed: those whose reason was written. */
export function readAppeals(
  raw: RawForm,
  criteria: Criterion[],
): { ok: true; reasons: Record<string, string> } | { ok: false; errors: FieldErrors } {
  const reasons: Record<string, string> = {}
  for (const { id, title } of criteria) {
    const reason = textOf(raw, appealField(id)).replaceAll('\r\n', '\n').trim()
    if (reason.length > wordsCharactersMax)
      return {
        ok: false,
        errors: { [appealField(id)]: { key: 'errorCommentLong', values: { title, n: wordsCharactersMax } } },
      }
    if (reason) reasons[id] = reason
  }
  if (Object.keys(reasons).length > 0) return { ok: true, reasons }
  return { ok: false, errors: { [appealField(criteria[0]!.id)]: { key: 'errorAppealNone' } } }
}
