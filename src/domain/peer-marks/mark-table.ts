export interface GivenMark {
  submission: string
  grader: string
  mark: number
}

/** For each entity the rows of the table that are its own: `rows[starts[k] … starts[k + 1] − 1]`. */
export interface RowIndex {
  starts: Uint32Array
  rows: Uint32Array
}

/**
 * Marks as columns. Submissions and graders stand in an order that follows from the marks alone, and so do the rows:
 * neither names nor the order of the input move any result.
 */
export interface MarkTable {
  submissions: string[]
  graders: string[]
  /** One entry a mark. */
  submission: Uint32Array
  grader: Uint32Array
  mark: Float64Array
  bySubmission: RowIndex
  byGrader: RowIndex
  /** Places of submissions and graders in the order in which the input named them first. */
  submissionOrder: Uint32Array
  graderOrder: Uint32Array
}

/**
 * Makes the table. A grader who marked the same submission several times counts as one mark, their mean.
 * @throws RangeError for a mark that is no finite number
 */
export function markTable(given: Iterable<GivenMark>): MarkTable {
  const names = { submissions: new Map<string, number>(), graders: new Map<string, number>() }
  const cells = new Map<number, { sum: number; n: number }>()
  const pairs: { s: number; g: number; cell: { sum: number; n: number } }[] = []
  for (const { submission, grader, mark } of given) {
    if (!Number.isFinite(mark)) throw new RangeError(`Not a mark: ${mark} of ${grader} for ${submission}`)
    const s = placeOf(names.submissions, submission)
    const g = placeOf(names.graders, grader)
    const key = s * 67_108_864 + g
    const cell = cells.get(key)
    if (cell) {
      cell.sum += mark
      cell.n++
    } else {
      const made = { sum: mark, n: 1 }
      cells.set(key, made)
      pairs.push({ s, g, cell: made })
    }
  }
  return inOrderOfMarks(
    [...names.submissions.keys()],
    [...names.graders.keys()],
    pairs.map(({ s, g, cell }) => ({ s, g, mark: cell.sum / cell.n })),
  )
}

/** How many marks an entity has. */
export function countOf({ starts }: RowIndex, place: number): number {
  return (starts[place + 1] as number) - (starts[place] as number)
}

/** The same table with some submissions several times or not at all, each copy a submission of its own. */
export function resampled(
  table: MarkTable,
  picks: Uint32Array,
): Pick<MarkTable, 'submission' | 'grader' | 'mark'> {
  const { starts, rows } = table.bySubmission
  let n = 0
  for (const place of picks) n += countOf(table.bySubmission, place)
  const submission = new Uint32Array(n)
  const grader = new Uint32Array(n)
  const mark = new Float64Array(n)
  let at = 0
  for (let copy = 0; copy < picks.length; copy++) {
    const place = picks[copy] as number
    for (let k = starts[place] as number; k < (starts[place + 1] as number); k++) {
      const row = rows[k] as number
      submission[at] = copy
      grader[at] = table.grader[row] as number
      mark[at++] = table.mark[row] as number
    }
  }
  return { submission, grader, mark }
}

function placeOf(names: Map<string, number>, name: string): number {
  let place = names.get(name)
  if (place === undefined) {
    place = names.size
    names.set(name, place)
  }
  return place
}

interface Pair {
  s: number
  g: number
  mark: number
}

function inOrderOfMarks(submissions: string[], graders: string[], pairs: Pair[]): MarkTable {
  const colours = colourRefinement(submissions.length, graders.length, pairs)
  const submissionOrder = ranks(colours.submissions)
  const graderOrder = ranks(colours.graders)
  const placed = pairs
    .map(({ s, g, mark }) => ({
      s: submissionOrder[s] as number,
      g: graderOrder[g] as number,
      mark,
    }))
    .sort((a, b) => a.s - b.s || a.g - b.g)
  const submission = Uint32Array.from(placed, (pair) => pair.s)
  const grader = Uint32Array.from(placed, (pair) => pair.g)
  return {
    submissions: reordered(submissions, submissionOrder),
    graders: reordered(graders, graderOrder),
    submission,
    grader,
    mark: Float64Array.from(placed, (pair) => pair.mark),
    bySubmission: rowIndex(submission, submissions.length),
    byGrader: rowIndex(grader, graders.length),
    submissionOrder,
    graderOrder,
  }
}

function rowIndex(places: Uint32Array, size: number): RowIndex {
  const starts = new Uint32Array(size + 1)
  for (const place of places) (starts[place + 1] as number)++
  for (let k = 0; k < size; k++) (starts[k + 1] as number) += starts[k] as number
  const next = starts.slice()
  const rows = new Uint32Array(places.length)
  for (let row = 0; row < places.length; row++) rows[(next[places[row] as number] as number)++] = row
  return { starts, rows }
}

// A number for each submission and grader that depends on its marks, on those of whom it meets, and so on four steps
// far (the colour refinement of Weisfeiler & Leman): what has the same colour is told apart by nothing but its name.
function colourRefinement(submissionCount: number, graderCount: number, pairs: Pair[]) {
  const marks = Uint32Array.from(pairs, ({ mark }) => hashOfMark(mark))
  let submissions: Colours = colours(submissionCount)
  let graders: Colours = colours(graderCount)
  for (let step = 0; step < 4; step++) {
    const forSubmissions = colours(submissionCount)
    pairs.forEach(({ s, g }, k) => add(forSubmissions, s, marks[k] as number, graders, g))
    const forGraders = colours(graderCount)
    pairs.forEach(({ s, g }, k) => add(forGraders, g, marks[k] as number, submissions, s))
    submissions = forSubmissions
    graders = forGraders
  }
  return { submissions, graders }
}

interface Colours {
  high: Uint32Array
  low: Uint32Array
}

function colours(size: number): Colours {
  return { high: new Uint32Array(size), low: new Uint32Array(size) }
}

// Sums don't depend on the order of what is added.
function add(to: Colours, at: number, mark: number, from: Colours, other: number): void {
  const high = mixed(mark ^ mixed(from.high[other] as number))
  const low = mixed(Math.imul(mark, 0x85ebca6b) ^ mixed((from.low[other] as number) + 0x9e3779b9))
  to.high[at] = (to.high[at] as number) + high
  to.low[at] = (to.low[at] as number) + low
}

function mixed(word: number): number {
  let x = word ^ (word >>> 16)
  x = Math.imul(x, 0x21f0aaad)
  x ^= x >>> 15
  x = Math.imul(x, 0x735a2d97)
  return (x ^ (x >>> 15)) >>> 0
}

const markBuffer = new Float64Array(1)
const markWords = new Uint32Array(markBuffer.buffer)
function hashOfMark(mark: number): number {
  // −0 is 0.
  markBuffer[0] = mark + 0
  return mixed((markWords[0] as number) ^ mixed((markWords[1] as number) + 0x9e3779b9))
}

// The place of each entity when they stand in the order of their colours.
function ranks({ high, low }: Colours): Uint32Array {
  const sorted = Array.from(high, (_, k) => k).sort(
    (a, b) => (high[a] as number) - (high[b] as number) || (low[a] as number) - (low[b] as number) || a - b,
  )
  const places = new Uint32Array(high.length)
  sorted.forEach((entity, place) => {
    places[entity] = place
  })
  return places
}

function reordered(names: string[], places: Uint32Array): string[] {
  const result = names.slice()
  names.forEach((name, k) => {
    result[places[k] as number] = name
  })
  return result
}
