import PdfKit from 'pdfkit'
import { directionOfLanguage, type PdfDocument, type PdfTextStyle, paperSizes } from './document.ts'
import { type Line, type Setting, TypeSetter } from './type-setter.ts'

// The paper under the pen: where the next line goes, when a page is full, and the structure that readers who don't see
// follow. Every stroke is either part of that structure or marked as decoration.

type Doc = InstanceType<typeof PdfKit>
export type Structure = ReturnType<Doc['struct']>

export const inkColor = '#15171c'
const lineHeight = 1.42
const ascent = 1.069

/** A place on the page: from the left in points, whichever way the page is read. */
export interface Box {
  x: number
  width: number
}

export class Sheet {
  readonly doc: Doc
  readonly root: Structure
  readonly direction: 'ltr' | 'rtl'
  readonly #setter: TypeSetter
  readonly #margin: number
  readonly #frame: string | undefined
  y = 0

  constructor(document: PdfDocument) {
    const size = paperSizes[document.paper]
    this.#margin = document.margin ?? 56
    this.#frame = document.frame
    this.direction = directionOfLanguage(document.language)
    this.doc = new PdfKit({
      size: [size.width, size.height],
      layout: document.landscape ? 'landscape' : 'portrait',
      margin: 0,
      bufferPages: true,
      autoFirstPage: false,
      pdfVersion: '1.7',
      subset: 'PDF/UA' as 'PDF/A-1',
      tagged: true,
      displayTitle: true,
      lang: document.language,
      info: {
        Title: document.title,
        Author: document.author,
        Subject: document.subject ?? document.title,
        Creator: 'Candour',
        Producer: 'Candour',
        CreationDate: document.createdAt,
        ModDate: document.createdAt,
      },
    })
    describe(this.doc, document)
    this.#setter = new TypeSetter(this.doc)
    this.root = this.doc.struct('Document')
    this.doc.addStructure(this.root)
    this.page()
  }

  get box(): Box {
    return { x: this.#margin, width: this.doc.page.width - 2 * this.#margin }
  }

  /** Where the text of a page ends. */
  get bottom(): number {
    return this.doc.page.height - this.#margin
  }

  get height(): number {
    return this.bottom - this.#margin
  }

  page(): void {
    this.doc.addPage()
    this.y = this.#margin
    const frame = this.#frame
    if (frame)
      this.decorate(() => {
        const { width, height } = this.doc.page
        for (const [inset, weight] of [
          [24, 2],
          [30, 0.5],
        ] as const)
          this.doc
            .lineWidth(weight)
            .rect(inset, inset, width - 2 * inset, height - 2 * inset)
            .stroke(frame)
      })
  }

  /** Turns the page where so much no longer fits on it. */
  need(points: number): void {
    if (this.y + Math.min(points, this.height) > this.bottom + 0.01) this.page()
  }

  /** A new part of the document, in its place in the order of reading. */
  part(type: string, parent: Structure = this.root, options: Record<string, unknown> = {}): Structure {
    const part = this.doc.struct(type, options)
    parent.add(part)
    return part
  }

  /** What only pleases the eye. */
  decorate(draw: () => void): void {
    this.doc.markContent('Artifact', { type: 'Layout' })
    draw()
    this.doc.endMarkedContent()
  }

  lines(text: string, width: number, style: PdfTextStyle): Line[] {
    return this.#setter.lines(text, width, settingOf(style, this.direction))
  }

  /** Draws a line of letters at the present height, as part of the structure or (without one) as decoration. */
  line(line: Line, box: Box, style: PdfTextStyle, part?: Structure): void {
    const { size } = settingOf(style, this.direction)
    const start = startOf(line, box, style, this.direction)
    const { y } = this
    const draw = () => {
      let x = start
      for (const run of line.runs) {
        this.#setter.use(run.face)
        // Baselines of different faces lie on one line.
        const top = y + size * ascent + (lineHeight - 1.362) * 0.5 * size
        this.doc.fontSize(size).fillColor(style.color ?? inkColor)
        this.doc.text(run.text, x, top, { lineBreak: false, features: [], baseline: 'alphabetic' })
        x += run.width
      }
    }
    if (line.runs.length === 0) return
    if (!part) return this.decorate(draw)
    part.add(() => {
      if (!line.needsActualText) return draw()
      this.doc.markContent('Span', { actual: line.text })
      draw()
      this.doc.endMarkedContent()
    })
  }

  /** The box of a drawn line, for links. */
  placeOf(
    line: Line,
    box: Box,
    style: PdfTextStyle,
  ): { x: number; y: number; width: number; height: number } {
    return {
      x: startOf(line, box, style, this.direction),
      y: this.y,
      width: line.width,
      height: leadingOf(style),
    }
  }

  /** A text over as many lines and pages as it needs. */
  text(text: string, box: Box, style: PdfTextStyle, part: Structure): void {
    const leading = leadingOf(style)
    for (const line of this.lines(text, box.width, style)) {
      this.need(leading)
      this.line(line, box, style, part)
      this.y += leading
    }
  }

  /** The parts of a box beside each other, in the order in which the page is read. */
  split(box: Box, shares: number[], gap: number): Box[] {
    const sum = shares.reduce((total, share) => total + share, 0)
    const usable = box.width - gap * (shares.length - 1)
    let x = box.x
    const boxes = shares.map((share) => {
      const width = (usable * share) / sum
      const one = { x, width }
      x += width + gap
      return one
    })
    if (this.direction === 'ltr') return boxes
    return boxes.map((one) => ({ x: 2 * box.x + box.width - one.x - one.width, width: one.width }))
  }

  async end(foot: PdfDocument['foot']): Promise<Buffer> {
    const chunks: Buffer[] = []
    this.doc.on('data', (chunk: Buffer) => chunks.push(chunk))
    const ended = new Promise<void>((resolve, reject) => {
      this.doc.on('end', () => resolve())
      this.doc.on('error', reject)
    })
    if (foot) this.#drawFeet(foot)
    this.root.end()
    this.doc.end()
    await ended
    return Buffer.concat(chunks)
  }

  #drawFeet(foot: (page: number, pages: number) => string): void {
    const { count } = this.doc.bufferedPageRange()
    const style: PdfTextStyle = { size: 8, color: '#565b66', align: 'center' }
    for (let page = 0; page < count; page++) {
      this.doc.switchToPage(page)
      const [line] = this.lines(foot(page + 1, count), this.box.width, style)
      this.y = this.doc.page.height - this.#margin / 2 - 6
      if (line) this.line(line, this.box, style)
    }
  }
}

export function leadingOf({ size = 10 }: PdfTextStyle): number {
  return size * lineHeight
}

function settingOf(style: PdfTextStyle, direction: 'ltr' | 'rtl'): Setting {
  return {
    size: style.size ?? 10,
    weight: style.bold ? 700 : 400,
    direction: style.language ? directionOfLanguage(style.language) : direction,
    ownDirection: style.ownDirection ?? false,
  }
}

function startOf(line: Line, box: Box, { align = 'start' }: PdfTextStyle, direction: 'ltr' | 'rtl'): number {
  if (align === 'center') return box.x + (box.width - line.width) / 2
  return (align === 'start') === (direction === 'ltr') ? box.x : box.x + box.width - line.width
}

// The library writes title and author into its metadata as they are, though it is XML, and leaves out the date of
// change; so ours takes the place of its own.
function describe(doc: Doc, { title, author, subject, language, createdAt }: PdfDocument): void {
  const at = `${createdAt.toISOString().slice(0, 19)}Z`
  const words = (text: string) => `<rdf:Alt><rdf:li xml:lang="x-default">${escaped(text)}</rdf:li></rdf:Alt>`
  const described = doc as unknown as { _addInfo: () => void; appendXML: (xml: string) => void }
  described._addInfo = () =>
    described.appendXML(`<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<xmp:CreateDate>${at}</xmp:CreateDate><xmp:ModifyDate>${at}</xmp:ModifyDate><xmp:CreatorTool>Candour</xmp:CreatorTool>
<dc:title>${words(title)}</dc:title><dc:creator><rdf:Seq><rdf:li>${escaped(author)}</rdf:li></rdf:Seq></dc:creator>
<dc:description>${words(subject ?? title)}</dc:description>
<dc:language><rdf:Bag><rdf:li>${escaped(language)}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>Candour</pdf:Producer></rdf:Description>`)
}

function escaped(text: string): string {
  const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
  // XML 1.0 has no place for most control characters.
  return text.replace(/[&<>]/g, (sign) => named[sign]!).replaceAll(/\p{Cc}/gu, ' ')
}
