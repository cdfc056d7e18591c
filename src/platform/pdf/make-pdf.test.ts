import { inflateSync } from 'node:zlib'
import PdfKit from 'pdfkit'
import { describe, expect, test } from 'vitest'
import type { PdfDocument } from './document.ts'
import { makePdf } from './make-pdf.ts'
import { TypeSetter } from './type-setter.ts'

const createdAt = new Date('2026-11-24T10:00:00Z')
const document = (more: Partial<PdfDocument> = {}): PdfDocument => ({
  title: 'Invoice 12 <Weaving & Co.>',
  author: 'Weaving & Co.',
  language: 'en',
  createdAt,
  paper: 'A4',
  blocks: [
    { kind: 'heading', level: 1, text: 'Invoice 12' },
    { kind: 'paragraph', text: 'For Layla (ليلى) in Amman.' },
    {
      kind: 'table',
      columns: [
        { title: 'What', share: 3 },
        { title: 'Amount', share: 1, align: 'end' },
      ],
      rows: Array.from({ length: 60 }, (_, row) => [`Month ${row + 1}`, '€39.00']),
      totals: [['Together', '€2,340.00']],
      rowHeaders: true,
    },
    { kind: 'link', text: 'Verify it', url: 'https://example.org/v' },
    {
      kind: 'picture',
      alt: 'A square',
      width: 40,
      paths: [{ d: 'M0 0h10v10h-10z', color: '#0a5f56' }],
      box: { width: 10, height: 10 },
    },
  ],
  foot: (page, pages) => `${page} of ${pages}`,
  ...more,
})

describe('a document', () => {
  test('has the same bytes for the same input', async () => {
    expect((await makePdf(document())).equals(await makePdf(document()))).toBe(true)
  })

  test('says its language, title and that it is made for every reader', async () => {
    const text = (await makePdf(document({ language: 'ar' }))).toString('latin1')
    expect(text).toContain('/Lang (ar)')
    expect(text).toContain('/DisplayDocTitle true')
    expect(text).toContain('/Marked true')
    expect(text).toContain('<pdfuaid:part>1</pdfuaid:part>')
    expect(text).toContain('Invoice 12 &lt;Weaving &amp; Co.&gt;')
    expect(text).toContain('/Tabs /S')
  })

  test('holds its parts as structure: heading, table with scopes, link, picture with words', async () => {
    const text = (await makePdf(document())).toString('latin1')
    for (const type of ['Document', 'H1', 'P', 'Table', 'THead', 'TR', 'TH', 'TD', 'Link', 'Figure'])
      expect(text, type).toContain(`/S /${type}`)
    expect(text.match(/\/Scope \/Row/g)).toHaveLength(61)
    // The head of the second page is only for the eye.
    expect(text.match(/\/Scope \/Column/g)).toHaveLength(2)
    expect(text).toContain('/Alt (A square)')
    expect(text).toContain('/Contents (Verify it)')
    expect(text).not.toMatch(/\/BaseFont \/Helvetica/)
  })

  test('marks every stroke as structure or decoration, and lets Arabic be read in its own order', async () => {
    const pages = contents(await makePdf(document()))
    expect(pages).toHaveLength(3)
    for (const page of pages) {
      let depth = 0
      for (const line of page.split('\n')) {
        if (/ BDC$| BMC$/.test(line)) depth++
        if (line === 'EMC') depth--
        if (/TJ$|^S$|^f$/.test(line)) expect(depth, line).toBeGreaterThan(0)
      }
      expect(depth).toBe(0)
    }
    expect(pages[0]).toContain('/ActualText')
  })

  test('embeds faces, and takes letters that no face holds, controls and endless words', async () => {
    const text = `漢字\u0007 ${'x'.repeat(5000)} \ud800 🙂\nsecond`
    const pdf = await makePdf(document({ blocks: [{ kind: 'paragraph', text }] }))
    expect(pdf.toString('latin1')).toContain('/FontFile2')
    expect(contents(pdf).length).toBeGreaterThan(0)
  })
})

describe('setting lines', () => {
  const setter = new TypeSetter(new PdfKit())
  const arabic = { size: 10, weight: 400, direction: 'rtl', ownDirection: false } as const

  test('runs of a right-to-left line stand in the order of the eye, brackets turned', () => {
    const [line] = setter.lines('رقم M-12 (جديد)', 400, arabic)
    expect(line!.runs.map((run) => run.text)).toEqual(['(', 'جديد', ') ', 'M-12', ' ', 'رقم'])
    expect(line!.needsActualText).toBe(true)
  })

  test('digits of Arabic run from left to right', () => {
    const [line] = setter.lines('١٢', 400, arabic)
    // Given turned to the font engine, which turns them back.
    expect(line!.runs.map((run) => run.text)).toEqual(['٢١'])
  })

  test('a name of one script keeps its direction in a document of another', () => {
    const [line] = setter.lines('Weaving Ltd.', 400, { ...arabic, ownDirection: true })
    expect(line!.runs.map((run) => run.text).join('')).toBe('Weaving Ltd.')
  })

  test('lines are no wider than asked, and nothing is lost between them', () => {
    const text = 'One two three four five six seven eight nine ten-eleven-twelve'
    const lines = setter.lines(text, 60, { ...arabic, direction: 'ltr' })
    for (const line of lines) expect(line.width).toBeLessThanOrEqual(60)
    expect(
      lines
        .map((line) => line.text)
        .join(' ')
        .replaceAll('- ', '-'),
    ).toBe(text)
  })
})

// The content streams of the pages, unpacked.
function contents(pdf: Buffer): string[] {
  const out: string[] = []
  for (const match of pdf.toString('latin1').matchAll(/\/Length (\d+)[^]*?stream\n/g)) {
    const start = match.index + match[0].length
    const bytes = pdf.subarray(start, start + Number(match[1]))
    try {
      const text = inflateSync(bytes).toString('latin1')
      if (text.includes(' BDC')) out.push(text)
    } catch {
      // Not packed: metadata.
    }
  }
  return out
}
