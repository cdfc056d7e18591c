// Reviews that nobody took trouble over. One sign alone is no proof: people may be quick, brief, or repeat themselves.

export interface ReviewEffort {
  /** From when the piece was given to the hand-in of the review. */
  seconds: number
  criteria: number
  /** The comments as they were written, of those criteria that have one. */
  comments: string[]
  /** Comments of the same marker on other pieces. */
  earlier: ReadonlySet<string>
}

export type EffortSign = 'hasty' | 'brief' | 'repeated'

const secondsPerCriterionMin = 10
const charactersMin = 12

/** What speaks against a review; two signs or more make it one of low effort. */
export function signsOfLowEffort({ seconds, criteria, comments, earlier }: ReviewEffort): EffortSign[] {
  const words = comments.map(normalize)
  const signs: EffortSign[] = []
  if (seconds < criteria * secondsPerCriterionMin) signs.push('hasty')
  const characters = words.reduce((sum, text) => sum + text.length, 0)
  if (characters < charactersMin * Math.max(words.length, Math.ceil(criteria / 2))) signs.push('brief')
  const known = new Set([...earlier].map(normalize))
  const own = new Set(words)
  if (words.length > 1 && (own.size <= words.length / 2 || words.every((text) => known.has(text))))
    signs.push('repeated')
  return signs
}

export function isLowEffort(signs: EffortSign[]): boolean {
  return signs.length >= 2
}

function normalize(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
