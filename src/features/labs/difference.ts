/** A piece of a text that is the same in the other one, or is not. */
export interface Piece {
  text: string
  same: boolean
}

const WORD = /[\w.'-]/

/** Lines beyond this are compared as one block: the table of the comparison grows with their product. */
const LINES_MAX = 200

/**
 * Where two texts differ: by line where they have lines (longest common subsequence), else by what is left when the
 * common beginning and end are taken off.
 *
 * @returns both texts cut into pieces; joined they are the texts again.
 */
export function difference(expected: string, got: string): { expected: Piece[]; got: Piece[] } {
  const [a, b] = [linesOf(expected), linesOf(got)]
  if (a.length === 1 && b.length === 1) return withinLine(expected, got)
  if (a.length > LINES_MAX || b.length > LINES_MAX) return whole(expected, got)
  const lengths = commonLengths(a, b)
  const pieces = { expected: [] as Piece[], got: [] as Piece[] }
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && bare(a[i]) === bare(b[j])) {
      pieces.expected.push({ text: a[i++] ?? '', same: true })
      pieces.got.push({ text: b[j++] ?? '', same: true })
    } else if (j >= b.length || (i < a.length && at(lengths, i + 1, j) >= at(lengths, i, j + 1))) {
      pieces.expected.push({ text: a[i++] ?? '', same: false })
    } else pieces.got.push({ text: b[j++] ?? '', same: false })
  }
  return pieces
}

function withinLine(expected: string, got: string) {
  if (expected === got)
    return { expected: [{ text: expected, same: true }], got: [{ text: got, same: true }] }
  const shorter = Math.min(expected.length, got.length)
  let start = 0
  while (start < shorter && expected[start] === got[start]) start++
  let end = 0
  while (end < shorter - start && expected.at(-1 - end) === got.at(-1 - end)) end++
  // Half a number is no difference: the cut goes to the edges of words.
  while (start > 0 && WORD.test(expected[start - 1] ?? '')) start--
  while (end > 0 && WORD.test(expected[expected.length - end] ?? '')) end--
  const cut = (text: string): Piece[] =>
    [
      { text: text.slice(0, start), same: true },
      { text: text.slice(start, text.length - end), same: false },
      { text: text.slice(text.length - end), same: true },
    ].filter((piece) => piece.text !== '')
  return { expected: cut(expected), got: cut(got) }
}

function whole(expected: string, got: string) {
  return { expected: [{ text: expected, same: false }], got: [{ text: got, same: false }] }
}

/** lengths[i][j]: the longest common subsequence of a from i on and b from j on. */
function commonLengths(a: string[], b: string[]): number[][] {
  const lengths = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0))
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const row = lengths[i] ?? []
      row[j] =
        bare(a[i]) === bare(b[j])
          ? 1 + at(lengths, i + 1, j + 1)
          : Math.max(at(lengths, i + 1, j), at(lengths, i, j + 1))
    }
  }
  return lengths
}

function at(lengths: number[][], i: number, j: number): number {
  return lengths[i]?.[j] ?? 0
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? ['']
}

/** A comma at the end of a line belongs to the list, not to what is compared. */
function bare(line: string | undefined): string {
  return (line ?? '').replace(/,?\n?$/, '')
}
