// What can be asked of the maker of PDFs: a document is a list of blocks, top-down, that reads in this order to
// everybody, whether seen or heard.

export interface PdfDocument {
  /** Shown as the window's title and read out first. */
  title: string
  author: string
  subject?: string
  /** BCP 47; Arabic and its like turn the page round. */
  language: string
  /** The same input makes the same bytes: the date is an argument. */
  createdAt: Date
  paper: PdfPaper
  landscape?: boolean
  /** Space around the text, in points (72 to the inch). */
  margin?: number
  /** A line around every page, for certificates. */
  frame?: PdfColor
  blocks: PdfBlock[]
  /** The foot of page n of m. */
  foot?: (page: number, pages: number) => string
}

export type PdfPaper = 'A4' | 'Letter'
/** '#rrggbb' */
export type PdfColor = `#${string}`
export type PdfAlign = 'start' | 'center' | 'end'

/** How a text is set; sizes in points. */
export interface PdfTextStyle {
  size?: number
  bold?: boolean
  color?: PdfColor
  align?: PdfAlign
  /** Language of this text where it isn't the document's. */
  language?: string
  /** By the text's first strong letter instead of the document's language: names, titles, what people typed. */
  ownDirection?: boolean
}

export type PdfBlock =
  | ({ kind: 'heading'; level: 1 | 2 | 3; text: string } & PdfTextStyle)
  | ({ kind: 'paragraph'; text: string } & PdfTextStyle)
  | ({ kind: 'link'; text: string; url: string } & PdfTextStyle)
  /** Each line of a group is a paragraph of its own: two addresses side by side. */
  | { kind: 'groups'; groups: { title?: string; lines: string[] }[] }
  | PdfTable
  | ({ kind: 'picture'; alt: string } & PdfPicture)
  | { kind: 'rule'; color?: PdfColor }
  | { kind: 'space'; points: number }
  | { kind: 'page' }

export interface PdfTable {
  kind: 'table'
  columns: { title?: string; share: number; align?: PdfAlign; ownDirection?: boolean }[]
  rows: string[][]
  /** Rows below a line of their own, in bold. */
  totals?: string[][]
  /** The first cell names its row. */
  rowHeaders?: boolean
  size?: number
}

/** A PNG or JPEG, or paths of SVG in a box of their own units; drawn so many points wide. */
export type PdfPicture = { width: number; align?: PdfAlign; height?: number } & (
  | { image: Buffer }
  | { paths: { d: string; color: PdfColor }[]; box: { width: number; height: number } }
)

/** Points, upright. */
export const paperSizes: Record<PdfPaper, { width: number; height: number }> = {
  A4: { width: 595.28, height: 841.89 },
  Letter: { width: 612, height: 792 },
}

/** Countries that print on Letter; everybody else prints on A4. */
const letterCountries = new Set([
  'US',
  'CA',
  'MX',
  'PH',
  'CL',
  'CO',
  'VE',
  'GT',
  'CR',
  'NI',
  'PA',
  'SV',
  'DO',
  'PR',
])

/** @param country two letters of ISO 3166; unknown: A4 */
export function paperOf(country: string | null | undefined): PdfPaper {
  return letterCountries.has(country ?? '') ? 'Letter' : 'A4'
}

export function directionOfLanguage(language: string): 'ltr' | 'rtl' {
  return /^(ar|fa|ur|ps|ckb|he|yi|dv|sd|ug)\b/i.test(language) ? 'rtl' : 'ltr'
}
