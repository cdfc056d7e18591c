import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { cleanFile } from '../clean-file.ts'
import { readZip, unpack, writeZip, type ZipEntry } from './zip.ts'

const latin1 = (text: string) => Buffer.from(text, 'latin1')
const stored = (name: string, text: string | Uint8Array): ZipEntry => {
  const raw = typeof text === 'string' ? Buffer.from(text) : text
  return { name, method: 0, crc: crc32(raw), size: raw.length, raw }
}
const textsOf = (bytes: Uint8Array) =>
  (readZip(bytes) as ZipEntry[]).map((entry) => `${entry.name}: ${unpack(entry)}`).join('\n')

test('a document loses its properties, and who commented and changed it, but nothing that is read', () => {
  const docx = writeZip([
    stored('[Content_Types].xml', '<Types/>'),
    stored('docProps/core.xml', '<cp:coreProperties><dc:creator>Mei Weaver</dc:creator></cp:coreProperties>'),
    stored('docProps/app.xml', '<Properties><Company>Loom Ltd</Company></Properties>'),
    stored(
      'word/document.xml',
      '<w:p><w:ins w:id="1" w:author="Mei Weaver" w:date="2026-11-01T08:00:00Z"><w:t>The author="x" of cloth</w:t></w:ins></w:p>',
    ),
    stored(
      'word/comments.xml',
      `<w:comment w:author='Mei Weaver' w:initials="MW"><w:t>why</w:t></w:comment>`,
    ),
    stored(
      'word/people.xml',
      '<w15:person w15:author="Mei Weaver"><w15:presenceInfo w15:providerId="AD" w15:userId="mei@loom"/></w15:person>',
    ),
  ])
  const { bytes, cleaned } = cleanFile('docx', docx)
  expect(cleaned).toBe('cleaned')
  const texts = textsOf(bytes)
  for (const word of ['Mei', 'Loom', 'MW', 'mei@loom', '2026-11-01']) expect(texts).not.toContain(word)
  expect(texts).toContain('The author="x" of cloth')
  expect(texts).toContain('why')
  expect(cleanFile('docx', bytes).cleaned).toBe('clean')
})

test('a table and slides lose the people of their comments, an OpenDocument text its creator', () => {
  const xlsx = writeZip([
    stored('xl/workbook.xml', '<workbook><x15ac:absPath url="C:\\\\Users\\\\mei\\\\"/><sheets/></workbook>'),
    stored('xl/comments1.xml', '<comments><authors><author>Mei Weaver</author></authors></comments>'),
    stored('xl/persons/person.xml', '<person displayName="Mei Weaver" id="{1}" userId="mei"/>'),
  ])
  expect(textsOf(cleanFile('xlsx', xlsx).bytes)).not.toMatch(/mei/i)
  const pptx = writeZip([
    stored('ppt/commentAuthors.xml', '<p:cmAuthor id="1" name="Mei Weaver" initials="MW"/>'),
  ])
  expect(textsOf(cleanFile('pptx', pptx).bytes)).not.toMatch(/mei|MW/i)
  const odt = writeZip([
    stored('mimetype', 'application/vnd.oasis.opendocument.text'),
    stored('meta.xml', '<meta:initial-creator>Mei Weaver</meta:initial-creator>'),
    stored(
      'content.xml',
      '<office:annotation><dc:creator>Mei Weaver</dc:creator><dc:date>2026-11-01</dc:date><text:p>why</text:p></office:annotation>',
    ),
  ])
  const clean = cleanFile('odt', odt).bytes
  expect(textsOf(clean)).not.toMatch(/Mei|2026-11-01/)
  expect(textsOf(clean)).toContain('why')
  expect((readZip(clean) as ZipEntry[])[0]?.name).toBe('mimetype')
})

test('what can’t be cleaned inside is said: signatures and embedded documents', () => {
  for (const name of ['_xmlsignatures/sig1.xml', 'word/embeddings/old.doc'])
    expect(
      cleanFile('docx', writeZip([stored('word/document.xml', '<w:p/>'), stored(name, 'x')])).cleaned,
    ).toBe('not_cleaned')
})

test('what only some programs write goes too: properties under a made-up name, printers, spaces beside the sign', () => {
  const xlsx = writeZip([
    stored('package/services/metadata/core-properties/1a.psmdcp', '<dc:creator>Mei Weaver</dc:creator>'),
    stored('xl/printerSettings/printerSettings1.bin', 'Printer of Mei'),
    stored(
      'xl/worksheets/_rels/sheet1.xml.rels',
      '<Relationship Id="rId1" Type="http://x/relationships/printerSettings" Target="../printerSettings/printerSettings1.bin"/>',
    ),
    stored('xl/worksheets/sheet1.xml', '<pageSetup paperSize="9" r:id="rId1"/>'),
    stored('xl/comments1.xml', '<comment author = "Mei"/>'),
    stored('settings.xml', '<config:config-item config:name="PrinterName">Mei</config:config-item>'),
  ])
  const { bytes, cleaned } = cleanFile('xlsx', xlsx)
  expect(cleaned).toBe('cleaned')
  expect(textsOf(bytes)).not.toMatch(/Mei|printerSettings|rId1/)
  expect(textsOf(bytes)).toContain('paperSize="9"')
})

test('the moments at which an archive was saved go even where nothing in it changes', () => {
  const docx = Buffer.from(writeZip([stored('word/document.xml', '<w:p/>')]))
  docx.writeUInt16LE(0x5d7a, 12)
  expect(cleanFile('docx', docx).cleaned).toBe('cleaned')
  expect(Buffer.from(cleanFile('docx', docx).bytes).readUInt16LE(12)).toBe(0x21)
})

test('a part that is not plain UTF-8, or names entities, stays byte for byte and is said not to be clean', () => {
  for (const part of [latin1('<w:t>Prüfung</w:t>'), '<!DOCTYPE a [<!ENTITY e "Mei">]><w:t>&e;</w:t>']) {
    const { bytes, cleaned } = cleanFile('docx', writeZip([stored('word/document.xml', part)]))
    expect(cleaned).toBe('not_cleaned')
    expect(unpack((readZip(bytes) as ZipEntry[])[0]!)).toEqual(Buffer.from(part))
  }
})

test('tags that never end are read in a time that grows as the file does', () => {
  const long = 400_000
  for (const [name, piece] of [
    ['xl/workbook.xml', '<absPath '],
    ['_rels/.rels', '<Relationship '],
    ['_rels/.rels', '<Relationship Type="/metadata/thumbnail" '],
    ['settings.xml', '<config:config-item config:name="PrinterName" '],
  ] as const) {
    const zip = writeZip([stored(name, piece.repeat(long / piece.length))])
    const began = performance.now()
    expect(cleanFile('xlsx', zip).cleaned).toBe('clean')
    // Some milliseconds; where every tag is read to the end of the file, minutes.
    expect(performance.now() - began).toBeLessThan(3000)
  }
})

test('a document with more XML than there is time for is kept as it is, and that is said', () => {
  const long = writeZip([stored('word/document.xml', `<w:p>${'x'.repeat(17 * 1024 * 1024)}</w:p>`)])
  expect(cleanFile('docx', long).cleaned).toBe('not_cleaned')
})

test('of PDFs in a document no more are cleaned than one request has time for, and it is said', () => {
  const pdfs = (n: number) =>
    writeZip(Array.from({ length: n }, (_, k) => stored(`word/media/${k}.pdf`, '%PDF-1.7\n%%EOF')))
  expect(cleanFile('docx', pdfs(4)).cleaned).toBe('clean')
  expect(cleanFile('docx', pdfs(5)).cleaned).toBe('not_cleaned')
})

test('an archive may not say two names of one entry, nor hold links, but names in an old code page are names', () => {
  const directory = latin1('PK\u0001\u0002')
  const twoNamed = Buffer.from(writeZip([stored('../a', 'x')]))
  twoNamed.write('bb/a', twoNamed.indexOf(directory) + 46)
  expect(readZip(twoNamed)).toBe('path')
  const link = Buffer.from(writeZip([stored('a', '/etc')]))
  link[link.indexOf(directory) + 5] = 3
  link.writeUInt32LE((0o120777 << 16) >>> 0, link.indexOf(directory) + 38)
  expect(readZip(link)).toBe('path')
  const umlauts = Buffer.from(writeZip([stored('1.txt', 'x'), stored('2.txt', 'y')]))
  for (const [from, to] of [
    ['1.txt', 0x84],
    ['2.txt', 0x94],
  ] as const)
    for (let at = umlauts.indexOf(from); at >= 0; at = umlauts.indexOf(from, at)) umlauts[at] = to
  expect(readZip(umlauts)).toHaveLength(2)
})

test('archives that lead out of their folder, unpack to far too much, overlap, are locked or broken are told apart', () => {
  for (const name of ['../../etc/passwd', '/etc/passwd', 'a/../b', 'C:\\x', 'a\\b'])
    expect(readZip(writeZip([stored(name, 'x')]))).toBe('path')
  expect(readZip(writeZip([stored('a', 'x'), stored('a', 'y')]))).toBe('path')
  const huge = { ...stored('zeros', 'x'), method: 8, size: 1_000_000_000 }
  expect(readZip(writeZip([huge]))).toBe('bomb')
  const overlapping = Buffer.from(writeZip([stored('a', 'xx'), stored('b', 'yy')]))
  const second = overlapping.lastIndexOf(latin1('PK\u0001\u0002'))
  overlapping.writeUInt32LE(0, second + 42)
  expect(readZip(overlapping)).toBe('bomb')
  const locked = Buffer.from(writeZip([stored('a', 'xx')]))
  locked.writeUInt16LE(1, locked.indexOf(latin1('PK\u0001\u0002')) + 8)
  expect(readZip(locked)).toBe('locked')
  const whole = writeZip([stored('a', 'some words')])
  for (let end = 0; end < whole.length; end++) expect(readZip(whole.subarray(0, end))).toBe('broken')
})

test('an entry that unpacks to more than its directory says is not unpacked', () => {
  const lying = { ...stored('a', 'x'), method: 8, raw: latin1('\u004b\u0004\u0000'), size: 1, crc: 0 }
  expect(() => unpack(lying)).toThrow(RangeError)
})

test('a GIF loses comments and what programs add, and keeps its pictures and how often they repeat', () => {
  const block = (...bytes: number[]) => Buffer.from(bytes)
  const extension = (label: number, ...parts: Buffer[]) =>
    Buffer.concat([
      block(0x21, label),
      ...parts.map((part) => Buffer.concat([block(part.length), part])),
      block(0),
    ])
  const picture = block(0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0)
  const gif = Buffer.concat([
    latin1('GIF89a'),
    block(1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255),
    extension(0xff, latin1('NETSCAPE2.0'), block(1, 0, 0)),
    extension(0xff, latin1('XMP DataXMP'), latin1('creator Mei Weaver')),
    extension(0xfe, latin1('by Mei Weaver')),
    picture,
    block(0x3b),
    latin1('Mei behind the end'),
  ])
  const { bytes, cleaned } = cleanFile('gif', gif)
  expect(cleaned).toBe('cleaned')
  const text = Buffer.from(bytes).toString('latin1')
  expect(text).not.toContain('Mei')
  expect(text).toContain('NETSCAPE2.0')
  expect(Buffer.from(bytes).includes(picture)).toBe(true)
  expect(cleanFile('gif', bytes).cleaned).toBe('clean')
  expect(cleanFile('gif', gif.subarray(0, 40)).cleaned).toBe('not_cleaned')
})
