/** What the sandbox itself has to say to a learner. */
import type { LabRun, LimitHit } from '../port.ts'
import type { Outcome } from '../verdict.ts'
import type { RealmAnswer } from './realm.ts'

export function missingExport(path: string, name: string, exported: string[]): string {
  const wanted = name === 'default' ? 'has no default export' : `does not export ${name}`
  return `${path} ${wanted}. ${exported.length > 0 ? `It exports ${exported.join(', ')}.` : 'It exports nothing.'}`
}

export function loadMessage(path: string, answer: RealmAnswer & { ok: false }, run: LabRun): string {
  if (answer.hit) return `${path} did not load. ${limitOutcome(answer.hit, run).message}`
  return `${path} did not load. ${answer.message}`
}

export function brokenTests(path: string, message: string): Outcome {
  return { passed: false, reason: 'error', message: `The test file ${path} did not load. ${message}` }
}

export function limitOutcome(hit: LimitHit, run: LabRun): Outcome {
  return { passed: false, reason: hit, message: LIMIT_MESSAGES[hit](run) }
}

const LIMIT_MESSAGES: Record<LimitHit, (run: LabRun) => string> = {
  time: () => 'The code took too long and was stopped. Is there a loop that never ends?',
  memory: (run) => `The code needed more than ${run.limits.memoryMb} MB of memory.`,
  stack: () => 'The code called itself too deeply. Does the recursion come to an end?',
  output: () => 'The code printed too much.',
  sandbox: () => 'The code made its interpreter stop.',
}
