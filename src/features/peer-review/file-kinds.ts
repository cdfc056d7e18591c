// Which files may be handed in: the extension says what a file is called, its first bytes what it is. Both must agree.
// Nothing is ever opened or run here, and files leave the site as downloads.

interface FileKind {
  mediaType: string
  fits(bytes: Uint8Array): boolean
}

const starts =
  (...signatures: string[]) =>
  (bytes: Uint8Array): boolean =>
    signatures.some((signature) => latin1(bytes, 0, signature.length) === signature)

const at =
  (offset: number, signature: string) =>
  (bytes: Uint8Array): boolean =>
    latin1(bytes, offset, signature.length) === signature

const zip = starts('PK\u0003\u0004')
const oldOffice = starts('\u00d0\u00cf\u0011\u00e0')

// Pages, drawings and scripts are sent as plain text: no browser shall take them for more.
const text: FileKind = { mediaType: 'text/plain; charset=utf-8', fits: isText }

const kinds: Record<string, FileKind> = {
  pdf: { mediaType: 'application/pdf', fits: starts('%PDF-') },
  png: { mediaType: 'image/png', fits: starts('\u0089PNG\r\n\u001a\n') },
  jpg: { mediaType: 'image/jpeg', fits: starts('\u00ff\u00d8\u00ff') },
  jpeg: { mediaType: 'image/jpeg', fits: starts('\u00ff\u00d8\u00ff') },
  gif: { mediaType: 'image/gif', fits: starts('GIF87a', 'GIF89a') },
  webp: { mediaType: 'image/webp', fits: (bytes) => starts('RIFF')(bytes) && at(8, 'WEBP')(bytes) },
  zip: { mediaType: 'application/zip', fits: zip },
  docx: officeKind('wordprocessingml.document'),
  xlsx: officeKind('spreadsheetml.sheet'),
  pptx: officeKind('presentationml.presentation'),
  odt: { mediaType: 'application/vnd.oasis.opendocument.text', fits: zip },
  ods: { mediaType: 'application/vnd.oasis.opendocument.spreadsheet', fits: zip },
  odp: { mediaType: 'application/vnd.oasis.opendocument.presentation', fits: zip },
  doc: { mediaType: 'application/msword', fits: oldOffice },
  xls: { mediaType: 'application/vnd.ms-excel', fits: oldOffice },
  ppt: { mediaType: 'application/vnd.ms-powerpoint', fits: oldOffice },
  mp4: { mediaType: 'video/mp4', fits: at(4, 'ftyp') },
  webm: { mediaType: 'video/webm', fits: starts('\u001aE\u00df\u00a3') },
  mp3: { mediaType: 'audio/mpeg', fits: starts('ID3', '\u00ff\u00fb', '\u00ff\u00f3', '\u00ff\u00f2') },
  wav: { mediaType: 'audio/wav', fits: (bytes) => starts('RIFF')(bytes) && at(8, 'WAVE')(bytes) },
  sqlite: { mediaType: 'application/vnd.sqlite3', fits: starts('SQLite format 3\u0000') },
  parquet: { mediaType: 'application/octet-stream', fits: starts('PAR1') },
  csv: { mediaType: 'text/csv; charset=utf-8', fits: isText },
  ...Object.fromEntries(
    'txt md json tsv sql py js ts r ipynb html htm css svg xml yaml yml toml tex log'
      .split(' ')
      .map((extension) => [extension, text]),
  ),
}

/** Images that a page may show; everything else is only offered for download. */
export const shownTypes: readonly string[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']

/**
 * The media type under which a file leaves the site.
 * @param extension lower case, without its dot
 * @returns undefined where the bytes are something else than the extension says
 */
export function mediaTypeOf(extension: string, bytes: Uint8Array): string | undefined {
  if (runs(bytes)) return undefined
  const kind = Object.hasOwn(kinds, extension) ? kinds[extension] : undefined
  // An ending that nobody here knows, but the provider asked for: bytes without a meaning.
  if (!kind) return 'application/octet-stream'
  return kind.fits(bytes) ? kind.mediaType : undefined
}

/** Whether such a file is words and nothing else, as its writer typed them. @param extension lower case */
export function isPlainText(extension: string): boolean {
  return Object.hasOwn(kinds, extension) && kinds[extension]!.fits === isText
}

/** Lower case, without its dot; empty where the name has none. */
export function extensionOf(name: string): string {
  return /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? ''
}

/** A name fit to be shown and stored: no folders, no control or direction characters, at most 120 characters. */
export function cleanName(name: string): string {
  const bare = name
    .normalize('NFC')
    .replace(/^.*[/\\]/, '')
    .replace(/[\p{Cc}\p{Cf}"<>:|?*]/gu, '')
    .trim()
  const extension = extensionOf(bare)
  const stem = extension ? bare.slice(0, -extension.length - 1) : bare
  return `${stem.slice(0, 110) || 'file'}${extension && `.${extension}`}`
}

function officeKind(name: string): FileKind {
  return { mediaType: `application/vnd.openxmlformats-officedocument.${name}`, fits: zip }
}

// Programs by their first bytes: Windows, Linux, macOS, scripts with an interpreter line.
const runs = starts('MZ', '\u007fELF', '\u00cf\u00fa\u00ed\u00fe', '\u00ca\u00fe\u00ba\u00be', '#!')

function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

function latin1(bytes: Uint8Array, from: number, length: number): string {
  return Buffer.from(bytes.subarray(from, from + length)).toString('latin1')
}
