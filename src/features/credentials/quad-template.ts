import { createHash } from 'node:crypto'
import { isMixedWithSlot, isPlainAddress } from './document-shape.ts'

/** A term of a statement, as jsonld and the RDF/JS data model write it. */
export type RdfTerm = {
  termType: 'NamedNode' | 'BlankNode' | 'Literal' | 'DefaultGraph'
  value: string
  language?: string
  datatype?: RdfTerm
}
export type Statement = { subject: RdfTerm; predicate: RdfTerm; object: RdfTerm; graph: RdfTerm }

/** A text, a place for one of the document's texts, or a nameless node. */
type Part = { text: string } | { address: number } | { literal: number; after: string } | { node: number }

export type QuadTemplate = {
  quads: Part[][]
  /** The statements about each nameless node, by number. */
  nodes: number[][]
}

/** What nameless nodes are told apart by: SHA-384 where a P-384 key signs (Data Integrity ECDSA 1.0), else SHA-256. */
export type CanonicalHash = 'sha256' | 'sha384'

const XSD_STRING = 'http://www.w3.org/2001/XMLSchema#string'
const UNFIT = 'unfit'

/** Statements with places in them; `unfit` where a document's text stands inside a longer one. */
export function quadTemplates(
  dataset: Statement[],
  slotOf: (text: string) => number | undefined,
): QuadTemplate | typeof UNFIT {
  const names = new Map<string, number>()
  const nodes: number[][] = []
  const quads: Part[][] = []
  const nodeOf = ({ value }: RdfTerm, quad: number): Part => {
    const node = names.get(value) ?? names.size
    names.set(value, node)
    const about = (nodes[node] ??= [])
    if (about.at(-1) !== quad) about.push(quad)
    return { node }
  }
  const partOf = (term: RdfTerm, quad: number): Part | typeof UNFIT => {
    if (term.termType === 'DefaultGraph') return { text: '' }
    if (term.termType === 'BlankNode') return nodeOf(term, quad)
    const slot = slotOf(term.value)
    if (slot === undefined && isMixedWithSlot(term.value)) return UNFIT
    if (term.termType === 'NamedNode') {
      if (slot !== undefined) return { address: slot }
      return isUnescaped(term.value) ? { text: `<${term.value}>` } : UNFIT
    }
    const datatype = term.datatype?.value ?? XSD_STRING
    if (isMixedWithSlot(datatype) || slotOf(datatype) !== undefined || !isUnescaped(datatype)) return UNFIT
    if (term.language && !/^[a-zA-Z0-9-]+$/.test(term.language)) return UNFIT
    const after = term.language ? `"@${term.language}` : datatype === XSD_STRING ? '"' : `"^^<${datatype}>`
    if (slot !== undefined) return { literal: slot, after }
    const escaped = escapeLiteral(term.value)
    return escaped === undefined ? UNFIT : { text: `"${escaped}${after}` }
  }
  for (const { subject, predicate, object, graph } of dataset) {
    const parts = [subject, predicate, object, graph].map((term) => partOf(term, quads.length))
    if (parts.includes(UNFIT)) return UNFIT
    quads.push(parts as Part[])
  }
  return { quads, nodes }
}

/**
 * The canonical N-Quads (RDF Dataset Canonicalization 1.0) with these texts. `unfit` where the simple way doesn't do: two
 * nameless nodes that look alike from next to them, a statement that is there twice, a text that needs rare escapes.
 * Says which texts should be addresses and aren't.
 */
export function fillTemplate(
  { quads, nodes }: QuadTemplate,
  texts: string[],
  hash: CanonicalHash = 'sha256',
): string | { notAddress: number[] } {
  const notAddress: number[] = []
  const filled: (string | { node: number })[][] = []
  for (const parts of quads) {
    const line: (string | { node: number })[] = []
    for (const part of parts) {
      if ('node' in part) line.push(part)
      else if ('text' in part) line.push(part.text)
      else if ('address' in part) {
        const text = texts[part.address] ?? ''
        if (!isPlainAddress(text)) notAddress.push(part.address)
        line.push(`<${text}>`)
      } else {
        const escaped = escapeLiteral(texts[part.literal] ?? '')
        if (escaped === undefined) return UNFIT
        line.push(`"${escaped}${part.after}`)
      }
    }
    filled.push(line)
  }
  if (notAddress.length > 0) return { notAddress }
  const hashes = nodes.map((about, node) => {
    const lines = about.map((quad) =>
      written(filled[quad] ?? [], (other) => (other === node ? '_:a' : '_:z')),
    )
    return createHash(hash).update(lines.sort().join('')).digest('hex')
  })
  if (new Set(hashes).size < hashes.length) return UNFIT
  const order = hashes.map((_, node) => node).sort((a, b) => ((hashes[a] ?? '') < (hashes[b] ?? '') ? -1 : 1))
  const names: string[] = []
  order.forEach((node, place) => {
    names[node] = `_:c14n${place}`
  })
  const lines = filled.map((line) => written(line, (node) => names[node] ?? ''))
  if (new Set(lines).size < lines.length) return UNFIT
  return lines.sort().join('')
}

function written(line: (string | { node: number })[], nameOf: (node: number) => string): string {
  const [subject, predicate, object, graph] = line.map((part) =>
    typeof part === 'string' ? part : nameOf(part.node),
  )
  return graph === ''
    ? `${subject} ${predicate} ${object} .\n`
    : `${subject} ${predicate} ${object} ${graph} .\n`
}

/** Characters that an address may hold as they are; whatever needs an escape is left to the library. */
function isUnescaped(address: string): boolean {
  return /^[^\s<>"{}|\\^`\p{C}]*$/u.test(address)
}

/** Undefined where it needs more than the four common escapes. */
function escapeLiteral(text: string): string | undefined {
  if (!/[\\"\p{Cc}\p{Surrogate}]/u.test(text)) return text
  if (/[\p{Surrogate}]|(?![\n\r])\p{Cc}/u.test(text)) return undefined
  return text.replace(/[\\"\n\r]/g, (character) => ESCAPES[character] ?? character)
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r' }
