import { windows1252Byte } from '../windows-1252.ts'

/**
 * UTF-8 that was once read as Latin-1 or Windows-1252 ("GestiÃ³n"), put right; the text itself where it was not. Only
 * a text whose characters all go back to bytes that are strict UTF-8 is taken for one.
 */
export function repairedText(text: string): string {
  if (!/[\u0080-\u00ff\u0152-\u2122]/.test(text)) return text
  const bytes = new Uint8Array(text.length)
  for (let k = 0; k < text.length; k++) {
    const byte = windows1252Byte(text.charCodeAt(k))
    if (byte === undefined) return text
    bytes[k] = byte
  }
  try {
    return STRICT.decode(bytes)
  } catch {
    return text
  }
}

/** What could not be decoded somewhere on the way: U+FFFD. */
export function isDamaged(text: string): boolean {
  return text.includes('\ufffd')
}

const STRICT = new TextDecoder('utf-8', { fatal: true })
