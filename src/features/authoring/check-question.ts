import { markAnswer } from '../../domain/quiz-marking.ts'
import type { Question } from './format.ts'
import type { YamlPath } from './yaml-source.ts'

type Say = (at: YamlPath, message: string, mend: string) => void

/** A question must mark its own answer right, and its expected mistakes wrong. */
export function checkQuestion(question: Question, say: Say): void {
  switch (question.kind) {
    case 'single_choice':
    case 'multiple_choice':
      checkOptions(question, say)
      break
    case 'numeric':
      checkNumbers(question, say)
      break
    case 'short_text':
      checkForms(question, say)
      break
  }
}

function checkNumbers(question: Extract<Question, { kind: 'numeric' }>, say: Say): void {
  if (markAnswer(question, { text: String(question.answer) }).share !== 1) {
    say(
      ['answer'],
      `The answer ${question.answer} would be marked wrong`,
      'Write it as people would type it.',
    )
  }
  question.mistakes.forEach((mistake, index) => {
    // Not only the mistake itself: nothing within its tolerance may be right.
    if (Math.abs(mistake.answer - question.answer) > question.tolerance + mistake.tolerance) return
    say(
      ['mistakes', index, 'answer'],
      `The mistake ${mistake.answer} would be marked right`,
      'Narrow the tolerance, or take the mistake away.',
    )
  })
}

function checkOptions(question: Extract<Question, { options: unknown }>, say: Say): void {
  const ids = question.options.map((option) => option.id)
  const texts = question.options.map((option) => option.text)
  question.options.forEach((option, index) => {
    if (ids.indexOf(option.id) !== index)
      say(
        ['options', index, 'id'],
        `The id "${option.id}" is used twice`,
        'Give each option an id of its own.',
      )
    if (texts.indexOf(option.text) !== index)
      say(['options', index, 'text'], 'Two options say the same', 'Take one away.')
  })
  const right = question.options.filter((option) => option.correct).length
  if (right === 0)
    say(
      ['options'],
      'No option is correct: the right answer would be marked wrong',
      'Set correct: true on it.',
    )
  if (question.kind === 'single_choice' && right > 1) {
    say(
      ['options'],
      `${right} options are correct in a question with one answer`,
      'Leave one, or write kind: multiple_choice.',
    )
  }
}

function checkForms(question: Extract<Question, { kind: 'short_text' }>, say: Say): void {
  question.accepted.forEach((form, index) => {
    if (form.trim() === '')
      say(['accepted', index], 'An answer of spaces alone is never right', 'Take it away.')
  })
  question.mistakes.forEach((mistake, at) => {
    mistake.accepted.forEach((form, index) => {
      if (markAnswer(question, { text: form }).share < 1) return
      say(
        ['mistakes', at, 'accepted', index],
        `The mistake "${form}" would be marked right`,
        'Take it away here or from accepted.',
      )
    })
  })
}
