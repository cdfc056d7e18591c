import type { Locale } from '../../domain/locales.ts'
import { messages } from './messages.ts'

/** What the island says: texts in the reader's language, with {names} left in them for the browser to fill. */
export type LabWords = Record<WordKey, string>

const KEYS = [
  'workbench',
  'files',
  'fileLabel',
  'readOnly',
  'tabHint',
  'run',
  'stop',
  'handIn',
  'handingIn',
  'reset',
  'resetSure',
  'loading',
  'running',
  'stopped',
  'noRunner',
  'results',
  'notRun',
  'summary',
  'allPassed',
  'passed',
  'failed',
  'expected',
  'got',
  'console',
  'consoleCut',
  'saved',
  'saving',
  'notSaved',
  'tooLarge',
  'conflict',
  'takeTheirs',
  'keepMine',
  'queued',
  'markedPassed',
  'markedFailed',
  'markingFailed',
  'handInFailed',
  'seeResult',
  'points',
  'reason_time',
  'reason_memory',
  'reason_stack',
  'reason_output',
  'reason_sandbox',
  'reason_unfinished',
  'reason_not_run',
] as const
type WordKey = (typeof KEYS)[number]

const PLACES = ['file', 'passed', 'total', 'ms', 'n', 'place', 'points', 'max']

/** Compiling messages needs `eval`, which no page of ours allows: the server compiles, the browser fills in. */
export function labWords(locale: Locale): LabWords {
  const t = messages(locale)
  const open = Object.fromEntries(PLACES.map((name) => [name, `{${name}}`]))
  return Object.fromEntries(KEYS.map((key) => [key, t(key, open)])) as LabWords
}
