import type { LabLimits } from '../../platform/sandbox/port.ts'
import type { LabWords } from './words.ts'

/** What the workbench of a lab is made of: all that a learner's page may hold, and nothing of the hidden tests. */
export interface LabWork {
  kind: 'javascript'
  editable: string[]
  /** Every file: as written, or as in the beginning. */
  files: Record<string, string>
  start: Record<string, string>
  tests: Record<string, string>
  points: Record<string, number>
  limits: LabLimits
  /** Of the draft that `files` shows; 0 where nothing was saved yet. */
  version: number
  /** False where nothing can be handed in any more. */
  works: boolean
  urls: { draft: string; submissions: string; worker: string }
  says: LabWords
}

/** The answer to handing in, and to asking again. */
export interface SubmissionState {
  url: string
  state: 'queued' | 'marked' | 'failed'
  place: number | null
  points: number | null
  points_max: number | null
  passed: boolean
}
