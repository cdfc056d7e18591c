// Marking of answers by rule. Pure: the same answer and key give the same mark, whatever the order of options.

export type AnswerKey =
  | { kind: 'single_choice' | 'multiple_choice'; correct: readonly string[] }
  | {
      kind: 'numeric'
      answer: number
      tolerance: number
      mistakes?: readonly { answer: number; tolerance: number }[]
    }
  | {
      kind: 'short_text'
      accepted: readonly string[]
      case_sensitive: boolean
      mistakes?: readonly { accepted: readonly string[] }[]
    }

/** What a learner answered: chosen option ids, or what was typed. */
export type AnswerResponse = { choices: readonly string[] } | { text: string }

export interface AnswerMark {
  /** Share of the question's points, 0 to 1. */
  share: number
  /** Which of the key's foreseen mistakes it was, if any. */
  mistake?: number
}

/**
 * Marks one answer. No answer is worth nothing, never less.
 * Multiple choice: (right ones chosen − wrong ones chosen) ÷ right ones, at least 0: choosing everything is worth
 * no more than choosing nothing where as many options are wrong as right.
 */
export function markAnswer(key: AnswerKey, response: AnswerResponse | null | undefined): AnswerMark {
  if (!response) return { share: 0 }
  if ('choices' in response) return 'correct' in key ? markChoices(key, response.choices) : { share: 0 }
  if (key.kind === 'numeric') return markNumber(key, response.text)
  return key.kind === 'short_text' ? markText(key, response.text) : { share: 0 }
}

function markChoices(
  key: { kind: string; correct: readonly string[] },
  choices: readonly string[],
): AnswerMark {
  const chosen = new Set(choices)
  const right = key.correct.filter((id) => chosen.has(id)).length
  const wrong = chosen.size - right
  if (key.kind === 'single_choice') return { share: right === 1 && wrong === 0 ? 1 : 0 }
  if (key.correct.length === 0) return { share: chosen.size === 0 ? 1 : 0 }
  return { share: Math.max(0, (right - wrong) / key.correct.length) }
}

function markNumber(
  key: { answer: number; tolerance: number; mistakes?: readonly { answer: number; tolerance: number }[] },
  text: string,
): AnswerMark {
  const value = parseNumber(text)
  if (value === undefined) return { share: 0 }
  if (isWithin(value, key)) return { share: 1 }
  const mistake = (key.mistakes ?? []).findIndex((one) => isWithin(value, one))
  return mistake === -1 ? { share: 0 } : { share: 0, mistake }
}

function isWithin(value: number, { answer, tolerance }: { answer: number; tolerance: number }): boolean {
  // A tolerance of 0.01 must take 0.11 for 0.1: allow for what binary fractions add.
  return Math.abs(value - answer) <= tolerance + Math.abs(answer) * 1e-12 + 1e-12
}

/**
 * Reads a number as people write it: 1,234.5 · 1234,5 · −3 · 12 % (the sign is dropped, not divided by). A lone comma
 * is a decimal comma unless exactly three digits follow it and none precede it as zero.
 * @returns undefined where it isn't one number
 */
export function parseNumber(text: string): number | undefined {
  let bare = text
    .normalize('NFKC')
    .trim()
    .replace(/[−–]/g, '-')
    .replace(/[\s'’_]/g, '')
    .replace(/%$/, '')
  const commas = bare.split(',').length - 1
  if (commas > 0 && bare.includes('.')) {
    bare =
      bare.lastIndexOf(',') > bare.lastIndexOf('.')
        ? bare.replaceAll('.', '').replace(',', '.')
        : bare.replaceAll(',', '')
  } else if (commas > 1 || (commas === 1 && /^-?[1-9]\d{0,2},\d{3}$/.test(bare))) {
    bare = bare.replaceAll(',', '')
  } else {
    bare = bare.replace(',', '.')
  }
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(bare)) return undefined
  const value = Number(bare)
  return Number.isFinite(value) ? value : undefined
}

function markText(
  key: {
    accepted: readonly string[]
    case_sensitive: boolean
    mistakes?: readonly { accepted: readonly string[] }[]
  },
  text: string,
): AnswerMark {
  const given = fold(text, key.case_sensitive)
  const among = (forms: readonly string[]) => forms.some((form) => fold(form, key.case_sensitive) === given)
  if (among(key.accepted)) return { share: 1 }
  const mistake = (key.mistakes ?? []).findIndex((one) => among(one.accepted))
  return mistake === -1 ? { share: 0 } : { share: 0, mistake }
}

// Compatibility forms, white space and (unless it matters) case are no part of an answer.
function fold(text: string, caseSensitive: boolean): string {
  const bare = text.normalize('NFKC').trim().replace(/\s+/g, ' ').replace(/[’‘]/g, "'")
  return caseSensitive ? bare : bare.toLowerCase()
}
