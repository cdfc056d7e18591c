/** `lab.yaml` and the folder around it: what a provider writes, and the two halves that publication makes of it. */
import { z } from 'zod'
import { DEFAULT_LAB_LIMITS, type LabKind, type LabLimits } from '../../platform/sandbox/port.ts'
import type { LabFacts } from './content.ts'
import { OutcomeIds, Share, Title } from './format-values.ts'
import type { YamlPath } from './yaml-source.ts'

const FilePath = z
  .string()
  .regex(/^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*\.[a-z]+$/, 'must be the path of a file below start, as joins.js')

export const LabFile = z.strictObject({
  title: Title,
  kind: z.enum(['javascript']).describe('what it is written in: javascript'),
  minutes: z.int().positive().describe('minutes for somebody new to it; all of them are doing'),
  doing: z.literal(true).default(true).describe('true: a lab is doing'),
  editable: z
    .array(FilePath)
    .min(1)
    .describe('the files below start that a learner may change, in the order of their tabs'),
  limits: z
    .strictObject({
      wall_ms: z
        .int()
        .min(100)
        .max(30_000)
        .default(DEFAULT_LAB_LIMITS.wallMs)
        .describe('milliseconds for all tests of a folder'),
      memory_mb: z.int().min(8).max(512).default(DEFAULT_LAB_LIMITS.memoryMb).describe('megabytes of memory'),
      output_bytes: z
        .int()
        .min(1_000)
        .max(1_000_000)
        .default(DEFAULT_LAB_LIMITS.outputBytes)
        .describe('how much the console holds'),
    })
    .prefault({})
    .describe('what one run may use'),
  points: z
    .record(z.string(), z.number().nonnegative())
    .default({})
    .describe('points by the full name of a test (describe > test); one for each test that is not named'),
  hints: z
    .array(z.string().trim().min(1))
    .default([])
    .describe('hints in steps, each saying a little more, in Markdown'),
  outcomes: OutcomeIds,
  pass: Share.default(0.7).describe('the share of the points that passes, 0 to 1'),
  weight: z.number().positive().default(1).describe('how much it counts within the course'),
})
export type LabFile = z.infer<typeof LabFile>

/** `items.spec` of a lab: all that a learner's page may hold. */
export interface LabSpec {
  kind: LabKind
  mode: 'isolated'
  editable: string[]
  /** Every file of `start`: path → text. */
  files: Record<string, string>
  /** The visible tests: `tests/…` → text. */
  tests: Record<string, string>
  /** Points of named tests, without those that only hidden tests have. */
  points: Record<string, number>
  limits: LabLimits
  hints_html: string[]
  outcomes: string[]
}

/** `item_secrets.secret` of a lab: for the marker only. */
export interface LabSecret {
  /** The hidden tests: `hidden/…` → text. */
  hidden: Record<string, string>
  points: Record<string, number>
  /** The worked solution, shown after passing or giving up. */
  solution: Record<string, string>
}

/** What is wrong in the folder, for the author. */
export interface LabProblem {
  /** Relative to the lab's folder. */
  file: string
  /** Where in lab.yaml, if it is there. */
  at?: YamlPath
  message: string
  mend: string
}

/** A lab as the catalogue and publication need it. */
export type Lab = LabFacts & { spec: Omit<LabSpec, 'hints_html'>; secret: LabSecret }

const BYTES_MAX = 256 * 1024

/**
 * Makes a lab of its files.
 *
 * @param lab lab.yaml, checked.
 * @param texts every other file of the folder: path relative to it → text.
 * @returns the lab, or everything that is wrong with the folder.
 */
export function assembleLab(
  lab: LabFile,
  texts: ReadonlyMap<string, string>,
): { lab: Lab; problems: [] } | { lab: undefined; problems: LabProblem[] } {
  const start = below(texts, 'start/')
  const tests = below(texts, 'tests/', 'tests/')
  const hidden = below(texts, 'hidden/', 'hidden/')
  const solution = below(texts, 'solution/')
  const problems = [
    ...missingParts(texts, { start, tests, hidden, solution }),
    ...wrongFiles(lab, texts, start, solution),
  ]
  if (problems.length > 0) return { lab: undefined, problems }

  const visibleText = Object.values(tests).join('\n')
  const spec: Lab['spec'] = {
    kind: lab.kind,
    mode: 'isolated',
    editable: lab.editable,
    files: start,
    tests,
    points: Object.fromEntries(Object.entries(lab.points).filter(([name]) => speaksOf(visibleText, name))),
    limits: {
      wallMs: lab.limits.wall_ms,
      memoryMb: lab.limits.memory_mb,
      outputBytes: lab.limits.output_bytes,
    },
    outcomes: lab.outcomes,
  }
  const { title, minutes, pass, weight, outcomes, hints } = lab
  const brief = texts.get('README.md') ?? ''
  const secret = { hidden, points: lab.points, solution }
  return { lab: { title, minutes, pass, weight, outcomes, hints, spec, secret, brief }, problems: [] }
}

function below(texts: ReadonlyMap<string, string>, folder: string, prefix = ''): Record<string, string> {
  const found = [...texts].filter(([path]) => path.startsWith(folder))
  return Object.fromEntries(found.map(([path, text]) => [prefix + path.slice(folder.length), text]))
}

/** Are the last words of a test's full name in the text of the tests? */
function speaksOf(text: string, name: string): boolean {
  return text.includes(name.split(' > ').at(-1) ?? name)
}

function missingParts(
  texts: ReadonlyMap<string, string>,
  parts: Record<'start' | 'tests' | 'hidden' | 'solution', Record<string, string>>,
): LabProblem[] {
  const problems: LabProblem[] = []
  if (!texts.get('README.md')?.trim()) {
    problems.push({ file: 'README.md', message: 'The lab has no task', mend: 'Write the task in README.md.' })
  }
  for (const name of ['start', 'solution'] as const) {
    if (Object.keys(parts[name]).length > 0) continue
    const mend =
      name === 'start'
        ? 'Put the files to begin with into start/.'
        : 'Put a solution that passes into solution/.'
    problems.push({ file: 'lab.yaml', message: `The folder ${name} has no files`, mend })
  }
  for (const name of ['tests', 'hidden'] as const) {
    if (Object.keys(parts[name]).some((path) => path.endsWith('.test.js'))) continue
    problems.push({
      file: 'lab.yaml',
      message: `The folder ${name} has no tests`,
      mend: `Put at least one file whose name ends in .test.js into ${name}/.`,
    })
  }
  return problems
}

function wrongFiles(
  lab: LabFile,
  texts: ReadonlyMap<string, string>,
  start: Record<string, string>,
  solution: Record<string, string>,
): LabProblem[] {
  const problems: LabProblem[] = []
  for (const [index, path] of lab.editable.entries()) {
    if (Object.hasOwn(start, path)) continue
    problems.push({
      file: 'lab.yaml',
      at: ['editable', index],
      message: `There is no start/${path}`,
      mend: `The files below start are ${Object.keys(start).join(', ') || 'none'}.`,
    })
  }
  for (const path of Object.keys(solution)) {
    if (lab.editable.includes(path)) continue
    problems.push({
      file: `solution/${path}`,
      message: 'The solution changes a file that a learner may not change',
      mend: 'Name it under editable in lab.yaml, or remove it.',
    })
  }
  const allTests = [...texts].filter(([path]) => /^(tests|hidden)\//.test(path)).map(([, text]) => text)
  for (const name of Object.keys(lab.points)) {
    if (allTests.some((text) => speaksOf(text, name))) continue
    problems.push({
      file: 'lab.yaml',
      at: ['points', name],
      message: `No test is called "${name}"`,
      mend: 'Write the names of its describe blocks and its own, joined by " > ".',
    })
  }
  for (const [path, text] of texts) {
    if (!/^(README\.md$|start\/|tests\/|hidden\/|solution\/)/.test(path)) {
      const mend = 'A lab has lab.yaml, README.md, start, tests, hidden and solution.'
      problems.push({ file: path, message: 'This file is not part of a lab', mend })
    }
    if (text.length > BYTES_MAX) {
      problems.push({ file: path, message: 'The file is larger than 256 kB', mend: 'Make it smaller.' })
    }
  }
  return problems
}
