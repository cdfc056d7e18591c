import { parseNumber } from './quiz-marking.ts'

/** A question of a level's self-check, as the content states it (docs/format.md). */
export interface SelfCheckQuestion {
  ask: string
  /** What to do first where it does not go. */
  if_no: string
  /** To choose from; without them and without an answer the question is one of yes or no. */
  choices?: readonly string[] | undefined
  /** The right one of the choices, or a number. */
  answer?: string | number | undefined
  tolerance?: number | undefined
  unit?: string | undefined
}

export interface SelfCheckResult {
  /** In the order of the questions; undefined where nothing was answered. */
  met: (boolean | undefined)[]
  count: number
  needed: number
  /** Every question was answered: only then is there a result. */
  isComplete: boolean
  isPassed: boolean
}

/**
 * Marks a self-check. Yes counts as met, a choice if it is the right one, a number if it lies within the tolerance.
 * @param answers by question: 'yes' or 'no', the place of a choice counted from 0, or a number as it was typed
 * @param needed how many must be met; all of them unless said otherwise
 */
export function markSelfCheck(
  questions: readonly SelfCheckQuestion[],
  answers: readonly (string | undefined)[],
  needed = questions.length,
): SelfCheckResult {
  const met = questions.map((question, k) => isMet(question, answers[k]?.trim() ?? ''))
  const count = met.filter((one) => one === true).length
  const isComplete = met.every((one) => one !== undefined)
  return { met, count, needed, isComplete, isPassed: isComplete && count >= needed }
}

function isMet(question: SelfCheckQuestion, answer: string): boolean | undefined {
  if (answer === '') return undefined
  if (question.choices) return question.choices[Number(answer)] === question.answer
  if (question.answer === undefined) return answer === 'yes'
  const number = parseNumber(answer)
  if (number === undefined) return undefined
  return Math.abs(number - Number(question.answer)) <= (question.tolerance ?? 0) + 1e-9
}
