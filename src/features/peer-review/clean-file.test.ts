import { deflateSync, inflateSync } from 'node:zlib'
import { imageSize } from 'image-size'
import { describe, expect, test } from 'vitest'
import { cleanFile } from './clean-file.ts'

const latin1 = (text: string) => Buffer.from(text, 'latin1')
const holds = (bytes: Uint8Array, text: string) => Buffer.from(bytes).toString('latin1').includes(text)

function segment(marker: number, body: Uint8Array): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(body.length + 2)
  return Buffer.concat([Uint8Array.from([0xff, marker]), length, body])
}

// 16 × 8 pixels, one component; the scan is made up, because nobody decodes it here.
function jpeg(...before: Uint8Array[]): Buffer {
  return Buffer.concat([
    Uint8Array.from([0xff, 0xd8]),
    segment(0xe0, latin1('JFIF\0\x01\x01\0\0\x01\0\x01\0\0')),
    ...before,
    segment(0xc0, Uint8Array.from([8, 0, 8, 0, 16, 1, 1, 0x11, 0])),
    segment(0xda, Uint8Array.from([1, 1, 0, 0, 63, 0])),
    Uint8Array.from([1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4, 0xff, 0xd9]),
    latin1('Mei Weaver behind the end'),
  ])
}

function exif(turn: number): Buffer {
  const tiff = Buffer.alloc(26 + 20)
  tiff.write('II*\0', 'latin1')
  tiff.writeUInt32LE(8, 4)
  tiff.writeUInt16LE(1, 8)
  tiff.writeUInt16LE(0x0112, 10)
  tiff.writeUInt16LE(3, 12)
  tiff.writeUInt32LE(1, 14)
  tiff.writeUInt16LE(turn, 18)
  tiff.write('Mei Weaver', 26, 'latin1')
  return segment(0xe1, Buffer.concat([latin1('Exif\0\0'), tiff]))
}

function chunk(name: string, body: string): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(body.length)
  return Buffer.concat([head, latin1(name), latin1(body), Buffer.alloc(4)])
}

function riff(name: string, body: Uint8Array): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32LE(body.length)
  return Buffer.concat([latin1(name), head, body, Buffer.alloc(body.length % 2)])
}

describe('pictures', () => {
  test('a JPEG loses camera, place, comments and what stands behind its end, and keeps its pixels and its turn', () => {
    const original = jpeg(
      exif(6),
      segment(0xe2, latin1('ICC_PROFILE\0\x01\x01a profile')),
      segment(0xed, latin1('Photoshop 3.0\0Mei Weaver')),
      segment(0xfe, latin1('made by Mei Weaver')),
    )
    const { bytes, cleaned } = cleanFile('jpg', original)
    expect(cleaned).toBe('cleaned')
    expect(holds(bytes, 'Mei')).toBe(false)
    expect(holds(bytes, 'ICC_PROFILE')).toBe(true)
    expect(imageSize(bytes)).toMatchObject({ width: 16, height: 8, orientation: 6 })
    expect(holds(bytes, '\x01\x02\xff\x00\x03\xff\xd0\x04\xff\xd9')).toBe(true)
  })

  test('a JPEG with nothing to hide stays byte for byte', () => {
    const plain = jpeg().subarray(0, -'Mei Weaver behind the end'.length)
    const { bytes, cleaned } = cleanFile('jpeg', plain)
    expect(cleaned).toBe('clean')
    expect(Buffer.compare(bytes, plain)).toBe(0)
  })

  test('a PNG loses its texts, its time and its Exif, and keeps what is drawn', () => {
    const png = Buffer.concat([
      latin1('\x89PNG\r\n\x1a\n'),
      chunk('IHDR', '\0\0\0\x10\0\0\0\x08\x08\0\0\0\0'),
      chunk('tEXt', 'Author\0Mei Weaver'),
      chunk('iTXt', 'XML:com.adobe.xmp\0\0\0\0\0Mei Weaver'),
      chunk('eXIf', 'Mei Weaver'),
      chunk('IDAT', 'pixels'),
      chunk('IEND', ''),
      latin1('Mei Weaver'),
    ])
    const { bytes, cleaned } = cleanFile('png', png)
    expect(cleaned).toBe('cleaned')
    expect(holds(bytes, 'Mei')).toBe(false)
    expect(holds(bytes, 'pixels')).toBe(true)
    expect(imageSize(bytes)).toMatchObject({ width: 16, height: 8 })
  })

  test('a WebP loses Exif and XMP and says so in its header', () => {
    const body = Buffer.concat([
      riff('VP8X', Uint8Array.from([0x2c, 0, 0, 0, 15, 0, 0, 7, 0, 0])),
      riff('ICCP', latin1('odd')),
      riff('VP8L', latin1('pixels')),
      riff('EXIF', latin1('Mei Weaver')),
      riff('XMP ', latin1('Mei Weaver')),
    ])
    const webp = Buffer.concat([riff('RIFF', Buffer.concat([latin1('WEBP'), body]))])
    const { bytes, cleaned } = cleanFile('webp', webp)
    expect(cleaned).toBe('cleaned')
    expect(holds(bytes, 'Mei')).toBe(false)
    expect(Buffer.from(bytes).readUInt32LE(4)).toBe(bytes.length - 8)
    expect(bytes[20]! & 0x0c).toBe(0)
    expect(bytes[20]! & 0x20).toBe(0x20)
  })

  test('a picture that is cut off is kept as it is, and said to be so', () => {
    for (const [extension, bytes] of [
      ['jpg', jpeg(exif(1)).subarray(0, 60)],
      ['png', latin1('\x89PNG\r\n\x1a\n\0\0\xff\xffIHDR')],
      ['webp', latin1('RIFF\xff\xff\0\0WEBPVP8L')],
    ] as const)
      expect(cleanFile(extension, bytes)).toEqual({ bytes, cleaned: 'not_cleaned' })
  })
})

describe('PDF', () => {
  const plain = latin1(`%PDF-1.7
1 0 obj
<< /Type /Catalog /Metadata 3 0 R >>
endobj
2 0 obj
<< /Author (Mei \\(M.\\) Weaver (guild)) /Title <FEFF004D00650069> /CreationDate (D:20261124) >>
endobj
3 0 obj
<< /Type /Metadata /Subtype /XML /Length 74 >>
stream
<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>Mei</dc:creator></x:xmpmeta>
endstream
endobj
trailer
<< /Root 1 0 R /Info 2 0 R >>
`)

  test('loses author, title, dates and XMP, and nothing moves', () => {
    const { bytes, cleaned } = cleanFile('pdf', plain)
    expect(cleaned).toBe('cleaned')
    expect(bytes.length).toBe(plain.length)
    for (const secret of ['Mei', 'Weaver', 'guild', '004D', '2026']) expect(holds(bytes, secret)).toBe(false)
    expect(Buffer.from(bytes).indexOf('trailer')).toBe(plain.indexOf('trailer'))
    expect(holds(bytes, '/Author (')).toBe(true)
  })

  test('finds the information dictionary inside a compressed object stream, and leaves its neighbours alone', () => {
    const objects = [
      '<< /Type /Catalog /Lang (en) >>',
      '<< /Author (Mei Weaver) /Producer (Writer 9) >>',
      '<< /K (kept) >>',
    ]
    const starts = [0, objects[0]!.length + 1, objects[0]!.length + objects[1]!.length + 2]
    const header = `1 ${starts[0]} 2 ${starts[1]} 4 ${starts[2]} `
    const packed = deflateSync(latin1(header + objects.join(' ')))
    const pdf = Buffer.concat([
      latin1(
        `%PDF-1.7\n5 0 obj\n<< /Type /ObjStm /N 3 /First ${header.length} /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`,
      ),
      packed,
      latin1(
        '\nendstream\nendobj\n6 0 obj\n<< /Type /XRef /Root 1 0 R /Info 2 0 R /Length 0 >>\nstream\n\nendstream\nendobj\n',
      ),
    ])
    const { bytes, cleaned } = cleanFile('pdf', pdf)
    expect(cleaned).toBe('cleaned')
    expect(bytes.length).toBe(pdf.length)
    const from = Buffer.from(bytes).indexOf('stream\n') + 7
    const inside = unpack(Buffer.from(bytes).subarray(from, from + packed.length))
    expect(inside).not.toContain('Mei')
    expect(inside).not.toContain('Writer')
    expect(inside).toContain('/Lang (en)')
    expect(inside).toContain('/K (kept)')
  })

  test('an encrypted one is kept as it is, and said to be so', () => {
    const pdf = latin1('%PDF-1.7\ntrailer\n<< /Encrypt 9 0 R /Info 2 0 R >>')
    expect(cleanFile('pdf', pdf).cleaned).toBe('not_cleaned')
  })
})

test('plain text is left alone; of other kinds it is said that they could not be cleaned', () => {
  const text = latin1('by Mei Weaver')
  for (const kind of ['docx', 'gif', 'zip', 'xyz'])
    expect(cleanFile(kind, text).cleaned, kind).toBe('not_cleaned')
  expect(cleanFile('txt', text)).toEqual({ bytes: text, cleaned: null })
})

// Zeros behind the end of the stream are what readers skip; so does this.
function unpack(bytes: Buffer): string {
  return inflateSync(bytes).toString('latin1')
}
