import type { PdfTable, PdfTextStyle } from './document.ts'
import { type Box, leadingOf, type Sheet, type Structure } from './sheet.ts'

const padding = 4

/** A table over as many pages as it needs; its head is repeated for the eye, and said once. */
export function drawTable(sheet: Sheet, table: PdfTable): void {
  const boxes = sheet.split(
    sheet.box,
    table.columns.map((column) => column.share),
    10,
  )
  const part = sheet.part('Table')
  const hasHead = table.columns.some((column) => column.title)
  const head = hasHead ? table.columns.map((column) => column.title ?? '') : undefined
  if (head) {
    sheet.need(3 * rowHeight(sheet, table, head, boxes, true))
    drawRow(sheet, { table, boxes, cells: head, bold: true, kind: 'head' }, sheet.part('THead', part))
  }
  const body = sheet.part('TBody', part)
  for (const cells of table.rows) drawRow(sheet, { table, boxes, cells, head, kind: 'body' }, body)
  if (table.totals?.length) {
    const foot = sheet.part('TBody', part)
    sheet.need(rowHeight(sheet, table, table.totals[0]!, boxes, true))
    drawLine(sheet, '#15171c')
    for (const cells of table.totals)
      drawRow(sheet, { table, boxes, cells, head, bold: true, kind: 'total' }, foot)
  }
  sheet.y += 8
}

interface Row {
  table: PdfTable
  boxes: Box[]
  cells: string[]
  /** Repeated where a page ends. */
  head?: string[]
  bold?: boolean
  kind: 'head' | 'body' | 'total'
}

function drawRow(sheet: Sheet, row: Row, parent?: Structure): void {
  const { table, boxes, cells, bold = false, kind } = row
  const height = rowHeight(sheet, table, cells, boxes, bold)
  if (sheet.y + Math.min(height, sheet.height) > sheet.bottom) turn(sheet, row)
  const tr = parent && sheet.part('TR', parent)
  const parts = cells.map((_, index) => tr && cellPart(sheet, tr, row, index))
  const styles = cells.map((_, index) => styleOf(table, index, bold, kind))
  const lines = cells.map((cell, index) => sheet.lines(cell, boxes[index]!.width, styles[index]!))
  const count = Math.max(1, ...lines.map((one) => one.length))
  sheet.y += padding
  for (let at = 0; at < count; at++) {
    const leading = leadingOf(styles[0]!)
    if (sheet.y + leading > sheet.bottom) turn(sheet, row)
    lines.forEach((one, index) => {
      const line = one[at]
      if (line) sheet.line(line, boxes[index]!, styles[index]!, parts[index])
    })
    sheet.y += leading
  }
  sheet.y += padding
  drawLine(sheet, kind === 'head' ? '#15171c' : '#dcd8cd')
}

function turn(sheet: Sheet, { table, boxes, head, kind }: Row): void {
  sheet.page()
  // Said once already: for the eye only.
  if (head && kind !== 'head') drawRow(sheet, { table, boxes, cells: head, bold: true, kind: 'head' })
}

function cellPart(sheet: Sheet, tr: Structure, { table, kind }: Row, index: number): Structure {
  if (kind === 'head') return sheet.part('TH', tr, { scope: 'Column' })
  if (index === 0 && table.rowHeaders) return sheet.part('TH', tr, { scope: 'Row' })
  return sheet.part('TD', tr)
}

function rowHeight(sheet: Sheet, table: PdfTable, cells: string[], boxes: Box[], bold: boolean): number {
  const heights = cells.map((cell, index) => {
    const style = styleOf(table, index, bold, 'body')
    return sheet.lines(cell, boxes[index]!.width, style).length * leadingOf(style)
  })
  return Math.max(0, ...heights) + 2 * padding
}

function styleOf(table: PdfTable, index: number, bold: boolean, kind: Row['kind']): PdfTextStyle {
  const { align, ownDirection } = table.columns[index]!
  return { size: table.size ?? 9.5, bold, align, ownDirection: kind === 'body' && ownDirection }
}

function drawLine(sheet: Sheet, color: string): void {
  const { x, width } = sheet.box
  sheet.decorate(() => {
    sheet.doc
      .lineWidth(0.5)
      .moveTo(x, sheet.y)
      .lineTo(x + width, sheet.y)
      .stroke(color)
  })
}
