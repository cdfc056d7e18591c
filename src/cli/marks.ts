import { readFile } from 'node:fs/promises'
import { type Method, methods, type Scale } from '../domain/peer-marks/estimates.ts'
import { markTable } from '../domain/peer-marks/mark-table.ts'
import { type Prior, priorNames } from '../domain/peer-marks/prior.ts'
import { marksReport } from '../domain/peer-marks/report.ts'
import { seededRandom } from '../domain/random.ts'
import { marksInWords } from './marks-in-words.ts'
import { type BadRow, readMarks } from './read-marks.ts'

const USAGE = `Usage: candour marks MARKS.csv [--truth TRUTH.csv] [--method mean|median|blup|pg1] [--seed N] [--sweeps N]
       [--prior FILE] [--scale LO,HI] [--levels 0,1,2,...] [--json]

Estimates from the marks of peers what each submission deserves, with an interval, and how lenient each grader is.
MARKS has the columns submission_id, grader_id, mark; TRUTH (educators) submission_id, mark.

  --truth   tells how far the marks agree with educators', and whether the method is nearer to them than the mean
  --method  pg1 (a model of each grader's leniency and precision) unless said; mean, median, blup
  --seed    same seed, same answer (1); --sweeps of pg1 (1000)
  --prior   a JSON file with any of mu, gamma0, eta0, alpha0, beta0, which else the data give
  --scale   marks and intervals are held within it; --levels are the only marks there are, for weighted kappa

Exit codes: 0 fine, 1 some rows can't be used (they are named, the others counted), 2 a file can't be used, 64 wrong usage.
`

interface Io {
  stdout(text: string): void
  stderr(text: string): void
}

interface Options {
  file: string
  truth?: string
  method: Method
  seed: number
  sweeps?: number
  prior?: string
  scale?: Scale
  levels?: number[]
  json: boolean
}

/** `candour marks`: the report on stdout, as words or JSON; everything else on stderr. Returns the exit code. */
export async function marks(argv: string[], io: Io): Promise<number> {
  const options = parseOptions(argv)
  if (typeof options === 'string') {
    io.stderr(options === '' ? USAGE : `${options}\n\n${USAGE}`)
    return 64
  }
  const [read, truth, prior] = await Promise.all([
    readMarks(options.file, { scale: options.scale, levels: options.levels }),
    options.truth === undefined
      ? undefined
      : readMarks(options.truth, { scale: options.scale, needsGrader: false }),
    readPrior(options.prior),
  ])
  for (const one of [read, truth, prior]) {
    if (one && 'problem' in one) {
      io.stderr(`${one.problem}\n`)
      return 2
    }
  }
  const given = read as Exclude<typeof read, { problem: string }>
  const educators = truth as Exclude<typeof truth, { problem: string }>
  const bad = [...given.bad, ...(educators?.bad ?? [])]
  const report = marksReport(markTable(given.marks), {
    method: options.method,
    seed: options.seed,
    random: seededRandom(options.seed),
    prior: (prior as { prior: Partial<Prior> }).prior,
    ...(options.sweeps === undefined ? {} : { sweeps: options.sweeps }),
    ...(options.scale === undefined ? {} : { scale: options.scale }),
    ...(options.levels === undefined ? {} : { levels: options.levels }),
    ...(educators ? { truth: meanByName(educators.marks) } : {}),
  })
  report.notes.unshift(...given.notes, ...(educators?.notes ?? []))
  for (const row of bad.slice(0, ROWS_NAMED)) io.stderr(`${row.file}, line ${row.line}: ${row.why}\n`)
  if (bad.length > ROWS_NAMED)
    io.stderr(`… and ${bad.length - ROWS_NAMED} more rows. --json names them all.\n`)
  io.stdout(
    options.json
      ? `${JSON.stringify({ ...report, bad_rows: bad.map(({ file, line, why }: BadRow) => ({ file, line, why })) }, null, 2)}\n`
      : marksInWords(report, bad.length),
  )
  return bad.length > 0 ? 1 : 0
}

const ROWS_NAMED = 100

/** Educators may mark a submission several times: their mean counts. */
function meanByName(given: { submission: string; mark: number }[]): Map<string, number> {
  const sums = new Map<string, { sum: number; n: number }>()
  for (const { submission, mark } of given) {
    const before = sums.get(submission)
    if (before) {
      before.sum += mark
      before.n++
    } else sums.set(submission, { sum: mark, n: 1 })
  }
  return new Map([...sums].map(([name, { sum, n }]) => [name, sum / n]))
}

async function readPrior(file: string | undefined): Promise<{ prior: Partial<Prior> } | { problem: string }> {
  if (file === undefined) return { prior: {} }
  let read: unknown
  try {
    read = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return {
      problem: code
        ? `${file} can't be read (${code}). Give a JSON file.`
        : `${file} is not JSON: ${(error as Error).message}.`,
    }
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read))
    return { problem: `${file} must hold an object with any of ${priorNames.join(', ')}.` }
  const prior: Partial<Prior> = {}
  for (const [key, value] of Object.entries(read)) {
    const name = priorNames.find((one) => one === key)
    if (!name) return { problem: `${file} has "${key}": a prior has ${priorNames.join(', ')}.` }
    if (typeof value !== 'number' || !Number.isFinite(value) || (name !== 'mu' && value <= 0))
      return { problem: `${file}: ${name} must be a number${name === 'mu' ? '' : ' above 0'}.` }
    prior[name] = value
  }
  return { prior }
}

function parseOptions(argv: readonly string[]): Options | string {
  const words = [...argv]
  const files: string[] = []
  const options: Omit<Options, 'file'> = { method: 'pg1', seed: 1, json: false }
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const at = word.startsWith('--') ? word.indexOf('=') : -1
    const flag = at < 0 ? word : word.slice(0, at)
    const value = () => (at < 0 ? words.shift() : word?.slice(at + 1)) ?? ''
    if (!word.startsWith('--')) files.push(word)
    else if (flag === '--json') options.json = true
    else if (flag === '--truth' || flag === '--prior') {
      const file = value()
      if (file === '') return `${flag} needs a file.`
      options[flag === '--truth' ? 'truth' : 'prior'] = file
    } else if (flag === '--method') {
      const name = value()
      const method = methods.find((one) => one === name)
      if (!method) return `--method is one of ${methods.join(', ')}, not "${name}".`
      options.method = method
    } else if (flag === '--seed') {
      const seed = numberIn(value())
      if (!Number.isSafeInteger(seed)) return '--seed takes a whole number.'
      options.seed = seed
    } else if (flag === '--sweeps') {
      const sweeps = numberIn(value())
      if (!(Number.isInteger(sweeps) && sweeps >= 1 && sweeps <= 1_000_000))
        return '--sweeps takes a whole number from 1 to 1,000,000.'
      options.sweeps = sweeps
    } else if (flag === '--scale') {
      const [lowest, highest, ...more] = value().split(',').map(numberIn)
      if (!(lowest !== undefined && highest !== undefined && lowest < highest && more.length === 0))
        return '--scale takes the lowest and the highest mark, such as 0,100.'
      options.scale = { lowest, highest }
    } else if (flag === '--levels') {
      const levels = [...new Set(value().split(',').map(numberIn))].sort((a, b) => a - b)
      if (levels.length < 2 || !levels.every(Number.isFinite))
        return '--levels takes at least two marks, such as 0,1,2,3.'
      options.levels = levels
    } else return `There is no option ${flag}.`
  }
  const [file] = files
  if (file === undefined) return ''
  if (files.length > 1) return `Give one file, not ${files.join(' and ')}.`
  return withScaleOfLevels({ ...options, file })
}

// Levels are a scale too.
function withScaleOfLevels(options: Options): Options | string {
  const { scale, levels } = options
  if (!levels) return options
  const [lowest, highest] = [levels[0] as number, levels.at(-1) as number]
  if (scale && (lowest < scale.lowest || highest > scale.highest))
    return `The levels ${levels.join(', ')} go beyond the scale ${scale.lowest} to ${scale.highest}.`
  return { ...options, scale: scale ?? { lowest, highest } }
}

function numberIn(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text)
}
