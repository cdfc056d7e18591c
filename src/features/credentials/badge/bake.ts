import { PNG } from 'pngjs'
import { type Drawing, pathData } from './outline.ts'
import { rasterise } from './rasterise.ts'

// Open Badges 3.0, section 5.3 (Baked Badges): the picture carries the credential, so that one file is both.

const NAMESPACE = 'https://purl.imsglobal.org/ob/v3p0'

/** The picture as SVG, with what it shows in words; with the credential inside, where one is given. */
export function svgOf(
  drawing: Drawing,
  says: { title: string; description: string },
  credential?: object,
): string {
  const { width, height, shapes } = drawing
  const baked = credential
    ? `<openbadges:credential><![CDATA[${cdata(JSON.stringify(credential))}]]></openbadges:credential>`
    : ''
  return [
    `<svg xmlns="http://www.w3.org/2000/svg"${credential ? ` xmlns:openbadges="${NAMESPACE}"` : ''}`,
    ` viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(says.title)}</title><desc>${escaped(says.description)}</desc>${baked}`,
    ...shapes.map(({ color, commands }) => `<path fill="${color}" d="${pathData(commands)}"/>`),
    '</svg>',
  ].join('')
}

/** The same as PNG, so many dots wide. */
export function pngOf(drawing: Drawing, width: number, credential?: object): Buffer {
  const height = Math.round((drawing.height / drawing.width) * width)
  const png = new PNG({ width, height, colorType: 2, inputColorType: 6 })
  png.data = rasterise(drawing, width)
  const plain = PNG.sync.write(png, { colorType: 2, inputHasAlpha: true, deflateLevel: 9 })
  return credential ? bakePng(plain, JSON.stringify(credential)) : plain
}

/** Puts a chunk `iTXt` with the keyword `openbadgecredential` before the end of the picture. */
function bakePng(png: Buffer, text: string): Buffer {
  const end = png.length - 12
  // Keyword, not compressed, no language, no translated keyword (PNG, 11.3.3.4).
  const data = Buffer.concat([
    Buffer.from('openbadgecredential\0\0\0\0\0', 'latin1'),
    Buffer.from(text, 'utf8'),
  ])
  return Buffer.concat([png.subarray(0, end), chunk('iTXt', data), png.subarray(end)])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc(body))
  return Buffer.concat([length, body, sum])
}

/** CRC-32 of ISO 3309, as PNG uses it (annex D). */
function crc(bytes: Buffer): number {
  let rest = 0xffffffff
  for (const byte of bytes) {
    rest ^= byte
    for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1
  }
  return (rest ^ 0xffffffff) >>> 0
}

/** What would end the section early is written as JSON writes any character. */
function cdata(json: string): string {
  return json.replaceAll(']]>', ']]\\u003e')
}

function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign)
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
