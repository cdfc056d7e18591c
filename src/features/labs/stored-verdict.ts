import type { LabLimits, LabTestResult, LabVerdict, LimitHit } from '../../platform/sandbox/port.ts'

/** `lab_submissions.verdict`: what the marker found, with everything that it was found with. */
export interface StoredVerdict {
  /** Visible tests first. */
  tests: (LabTestResult & { hidden: boolean })[]
  limits_hit: LimitHit[]
  limits: LabLimits
  runtime: string
  duration_ms: number
}

/** The visible and the hidden run as one verdict. Nothing of the console is kept: it is the learner's own words. */
export function storedVerdict(visible: LabVerdict, hidden: LabVerdict, limits: LabLimits): StoredVerdict {
  return {
    tests: [
      ...visible.tests.map((test) => ({ ...test, hidden: false })),
      ...hidden.tests.map((test) => ({ ...test, hidden: true })),
    ],
    limits_hit: [...new Set([...visible.limits_hit, ...hidden.limits_hit])],
    limits,
    runtime: hidden.runtime,
    duration_ms: visible.duration_ms + hidden.duration_ms,
  }
}
