import { cleanPdf } from './clean-pdf.ts'
import { cleanJpeg, cleanPng, cleanWebp } from './clean-picture.ts'
import { isPlainText } from './file-kinds.ts'

/** clean: there was nothing to take out; not_cleaned: there may be something, and it could not be taken out. */
export type Cleaned = 'clean' | 'cleaned' | 'not_cleaned'

const cleaners: Record<string, (bytes: Uint8Array) => Uint8Array | undefined> = {
  jpg: cleanJpeg,
  jpeg: cleanJpeg,
  png: cleanPng,
  webp: cleanWebp,
  pdf: cleanPdf,
}

/**
 * Takes what says who, where and when out of a picture or a PDF. Plain text holds no such thing (null); of other kinds of
 * files, which may, it is said that they could not be cleaned.
 * @param extension lower case; the bytes are what it says (file-kinds.ts)
 */
export function cleanFile(
  extension: string,
  bytes: Uint8Array,
): { bytes: Uint8Array; cleaned: Cleaned | null } {
  const clean = Object.hasOwn(cleaners, extension) ? cleaners[extension] : undefined
  if (!clean) return { bytes, cleaned: isPlainText(extension) ? null : 'not_cleaned' }
  try {
    const out = clean(bytes)
    if (!out) return { bytes, cleaned: 'not_cleaned' }
    return { bytes: out, cleaned: Buffer.compare(out, bytes) === 0 ? 'clean' : 'cleaned' }
  } catch {
    return { bytes, cleaned: 'not_cleaned' }
  }
}
