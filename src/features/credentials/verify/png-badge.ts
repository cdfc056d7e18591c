import { inflateSync } from 'node:zlib'
import { detail } from './details.ts'
import { CREDENTIAL_BYTES_MAX } from './limits.ts'
import type { Baked } from './read-credential.ts'

const KEYWORD = 'openbadgecredential'

/**
 * The credential baked into a PNG (Open Badges 3.0, section 5.3.2.1): an `iTXt` chunk with the keyword
 * `openbadgecredential`. Two of them are refused: which one counts would depend on the reader.
 */
export function readPngCredential(png: Buffer): Baked {
  const found: Baked[] = []
  let position = 8
  while (position + 12 <= png.length) {
    const length = png.readUInt32BE(position)
    const start = position + 8
    if (start + length + 4 > png.length) return { detail: detail('picture_cut') }
    const type = png.toString('latin1', position + 4, start)
    if (type === 'iTXt') {
      const baked = readTextChunk(png.subarray(start, start + length))
      if (baked) found.push(baked)
    }
    if (type === 'IEND') break
    position = start + length + 4
  }
  if (found.length > 1) return { detail: detail('picture_two') }
  return found[0] ?? { detail: detail('picture_none') }
}

/** keyword, 0, compressed?, method, language, 0, translated keyword, 0, text (PNG specification, 11.3.3.4). */
function readTextChunk(data: Buffer): Baked | undefined {
  const keywordEnd = data.indexOf(0)
  if (keywordEnd < 0 || data.toString('latin1', 0, keywordEnd) !== KEYWORD) return undefined
  const isCompressed = data[keywordEnd + 1] === 1
  const languageEnd = data.indexOf(0, keywordEnd + 3)
  const translatedEnd = languageEnd < 0 ? -1 : data.indexOf(0, languageEnd + 1)
  if (translatedEnd < 0) return { detail: detail('picture_text') }
  const text = data.subarray(translatedEnd + 1)
  if (!isCompressed) return { text: text.toString('utf8') }
  try {
    return { text: inflateSync(text, { maxOutputLength: CREDENTIAL_BYTES_MAX }).toString('utf8') }
  } catch {
    return { detail: detail('picture_text') }
  }
}
