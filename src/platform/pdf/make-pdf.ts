import type { PdfBlock, PdfDocument, PdfTextStyle } from './document.ts'
import { drawTable } from './draw-table.ts'
import { leadingOf, Sheet } from './sheet.ts'

const headingSizes = { 1: 20, 2: 13, 3: 11 } as const

/**
 * Makes a tagged PDF after PDF/UA-1 (ISO 14289-1): every text is in the structure in its order of reading, with its
 * language; pictures have words; decoration is marked as such. Faces are embedded, right-to-left texts read and copy
 * in their own order. The same document gives the same bytes.
 * @throws Error where a picture can't be read
 */
export async function makePdf(document: PdfDocument): Promise<Buffer> {
  const sheet = new Sheet(document)
  for (const block of document.blocks) drawBlock(sheet, block)
  return sheet.end(document.foot)
}

function drawBlock(sheet: Sheet, block: PdfBlock): void {
  switch (block.kind) {
    case 'heading':
      return drawHeading(sheet, block)
    case 'paragraph':
      sheet.text(block.text, sheet.box, block, sheet.part('P', sheet.root, langOf(block)))
      sheet.y += 4
      return
    case 'link':
      return drawLink(sheet, block)
    case 'groups':
      return drawGroups(sheet, block)
    case 'table':
      return drawTable(sheet, block)
    case 'picture':
      return drawPicture(sheet, block)
    case 'rule':
      sheet.need(9)
      sheet.decorate(() => {
        const { x, width } = sheet.box
        const y = sheet.y + 4
        sheet.doc
          .lineWidth(0.75)
          .moveTo(x, y)
          .lineTo(x + width, y)
          .stroke(block.color ?? '#dcd8cd')
      })
      sheet.y += 9
      return
    case 'space':
      sheet.y += block.points
      return
    case 'page':
      sheet.page()
  }
}

function drawHeading(sheet: Sheet, block: PdfBlock & { kind: 'heading' }): void {
  const style = { bold: true, size: headingSizes[block.level], ...block }
  // A heading stays with what it heads.
  sheet.need(leadingOf(style) + 30)
  sheet.text(block.text, sheet.box, style, sheet.part(`H${block.level}`, sheet.root, langOf(block)))
  sheet.y += 3
}

function drawLink(sheet: Sheet, block: PdfBlock & { kind: 'link' }): void {
  const style = { color: '#0a5f56' as const, ...block }
  const paragraph = sheet.part('P', sheet.root, langOf(block))
  const link = sheet.part('Link', paragraph)
  for (const line of sheet.lines(block.text, sheet.box.width, style)) {
    sheet.need(leadingOf(style))
    sheet.line(line, sheet.box, style, link)
    const { x, y, width, height } = sheet.placeOf(line, sheet.box, style)
    const options = { structParent: link, Contents: new String(block.text) }
    sheet.doc.link(x, y, width, height, block.url, options as object)
    sheet.y += leadingOf(style)
  }
  sheet.y += 4
}

function drawGroups(sheet: Sheet, { groups }: PdfBlock & { kind: 'groups' }): void {
  const boxes = sheet.split(
    sheet.box,
    groups.map(() => 1),
    24,
  )
  const title: PdfTextStyle = { size: 8.5, color: '#565b66' }
  const text: PdfTextStyle = { size: 10, ownDirection: true }
  const heights = groups.map((group, index) => {
    const { width } = boxes[index]!
    const lines = group.lines.flatMap((line) => sheet.lines(line, width, text)).length
    return lines * leadingOf(text) + (group.title ? leadingOf(title) : 0)
  })
  sheet.need(Math.max(0, ...heights))
  const top = sheet.y
  let bottom = top
  groups.forEach((group, index) => {
    const box = boxes[index]!
    const part = sheet.part('Div')
    sheet.y = top
    if (group.title) sheet.text(group.title, box, title, sheet.part('P', part))
    for (const line of group.lines) sheet.text(line, box, text, sheet.part('P', part))
    bottom = Math.max(bottom, sheet.y)
  })
  sheet.y = bottom + 10
}

function drawPicture(sheet: Sheet, block: PdfBlock & { kind: 'picture' }): void {
  const { width, align = 'start' } = block
  const height = block.height ?? ('paths' in block ? (width * block.box.height) / block.box.width : width)
  sheet.need(height)
  const { box } = sheet
  const isLeft = (align === 'start') === (sheet.direction === 'ltr')
  const x = align === 'center' ? box.x + (box.width - width) / 2 : isLeft ? box.x : box.x + box.width - width
  const { y } = sheet
  const figure = sheet.part('Figure', sheet.root, { alt: block.alt, bbox: [x, y, x + width, y + height] })
  figure.add(() => {
    if ('image' in block) {
      sheet.doc.image(block.image, x, y, { width, height })
      return
    }
    sheet.doc.save()
    sheet.doc.translate(x, y).scale(width / block.box.width)
    for (const { d, color } of block.paths) sheet.doc.path(d).fill(color)
    sheet.doc.restore()
  })
  sheet.y += height + 6
}

function langOf({ language }: PdfTextStyle): { lang?: string } {
  return language ? { lang: language } : {}
}
