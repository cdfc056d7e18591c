import { open } from 'node:fs/promises'
import { type CsvRow, csvRows } from '../domain/csv-rows.ts'

/**
 * Streams the rows of a CSV file to `visit`, which may say false to stop. UTF-8 and UTF-16 with a byte order mark;
 * what is no text is refused. Returns what is wrong with the file, and the mend; nothing when it was read.
 */
export async function readCsvFile(
  file: string,
  visit: (row: CsvRow) => boolean | undefined,
): Promise<string | undefined> {
  const rows = csvRows(visit)
  let text: ((piece: Uint8Array) => Uint8Array) | undefined
  try {
    const handle = await open(file)
    try {
      const piece = Buffer.allocUnsafe(PIECE_BYTES)
      for (;;) {
        const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES)
        if (bytesRead === 0) break
        const bytes = piece.subarray(0, bytesRead)
        if (!text) {
          const kind = kindOf(bytes)
          if ('problem' in kind) return `${file} ${kind.problem}`
          text = kind.text
        }
        rows.feed(text(bytes))
        if (rows.problem !== undefined) break
      }
    } finally {
      await handle.close()
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    return code === 'EISDIR'
      ? `${file} is a folder. Give a CSV file.`
      : `${file} can't be read (${code ?? message}). Give a CSV file.`
  }
  rows.finish()
  return rows.problem === undefined ? undefined : `${file}: ${rows.problem}.`
}

function kindOf(bytes: Uint8Array): { problem: string } | { text: (piece: Uint8Array) => Uint8Array } {
  const [a, b, c, d] = bytes
  if (a === 0x1f && b === 0x8b) return { problem: 'is compressed. Unpack it first (gunzip).' }
  if (a === 0x50 && b === 0x4b && c === 3 && d === 4)
    return { problem: 'is a spreadsheet or a zip file. Save it as CSV (UTF-8).' }
  const utf16 = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : undefined
  if (utf16) {
    const decoder = new TextDecoder(utf16)
    return { text: (piece) => Buffer.from(decoder.decode(piece, { stream: true })) }
  }
  if (bytes.subarray(0, 4096).includes(0)) return { problem: 'is not text. Save it as CSV (UTF-8).' }
  return { text: (piece) => piece }
}

const PIECE_BYTES = 1 << 20
