import { cleanPdf } from './clean-pdf.ts'
import { cleanJpeg, cleanPng, cleanWebp } from './clean-picture.ts'
import { isPlainText } from './file-kinds.ts'
import { cleanGif } from './files/clean-gif.ts'
import { cleanOffice } from './files/clean-office.ts'

/** clean: there was nothing to take out; not_cleaned: there may be something, and it could not be taken out. */
export type Cleaned = 'clean' | 'cleaned' | 'not_cleaned'

const cleaners: Record<string, (bytes: Uint8Array) => Uint8Array | undefined> = {
  jpg: cleanJpeg,
  jpeg: cleanJpeg,
  png: cleanPng,
  webp: cleanWebp,
  gif: cleanGif,
  pdf: cleanPdf,
}

const office: readonly string[] = ['docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp']

/**
 * Takes what says who, where and when out of a picture, a PDF or an office file. Plain text holds no such thing (null);
 * of other kinds of files, which may, it is said that they could not be cleaned.
 * @param extension lower case; the bytes are what it says (file-kinds.ts)
 */
export function cleanFile(
  extension: string,
  bytes: Uint8Array,
): { bytes: Uint8Array; cleaned: Cleaned | null } {
  try {
    if (office.includes(extension)) {
      const { bytes: out, isWhole } = cleanOffice(bytes, partCleaner())
      return { bytes: out, cleaned: isWhole ? said(out, bytes) : 'not_cleaned' }
    }
    const clean = Object.hasOwn(cleaners, extension) ? cleaners[extension] : undefined
    if (!clean) return { bytes, cleaned: isPlainText(extension) ? null : 'not_cleaned' }
    const out = clean(bytes)
    return out ? { bytes: out, cleaned: said(out, bytes) } : { bytes, cleaned: 'not_cleaned' }
  } catch {
    return { bytes, cleaned: 'not_cleaned' }
  }
}

/** A PDF may keep its cleaner busy for as long as a whole file may; an archive could hold thousands. */
const pdfsInsideMax = 4

// What lies in an office file: pictures and PDFs; a document in a document is left as it is, and said to be so.
function partCleaner(): (extension: string, bytes: Uint8Array) => Uint8Array | undefined {
  let pdfsLeft = pdfsInsideMax
  return (extension, bytes) => {
    if (extension === 'pdf' && pdfsLeft-- <= 0) return undefined
    const clean = Object.hasOwn(cleaners, extension) ? cleaners[extension] : undefined
    try {
      return clean?.(bytes)
    } catch {
      return undefined
    }
  }
}

function said(out: Uint8Array, bytes: Uint8Array): Cleaned {
  return Buffer.compare(out, bytes) === 0 ? 'clean' : 'cleaned'
}
