import type { Credential } from './format.ts'
import type { YamlPath } from './yaml-source.ts'

const questionsMax = 8

/** Whether the self-check can be taken and marked: what must be told of a question beyond its shape. */
export function checkSelfCheck(
  { self_check: questions, self_check_pass: pass }: Credential,
  say: (at: YamlPath, message: string, mend: string) => void,
): void {
  if (questions.length > questionsMax)
    say(
      ['self_check'],
      `${questions.length} questions take longer than two minutes`,
      `Keep the ${questionsMax} that tell most.`,
    )
  if (pass !== undefined && pass > questions.length)
    say(
      ['self_check_pass'],
      `${pass} questions must be met, and there are only ${questions.length}`,
      `Write self_check_pass: ${questions.length}, or leave it out: then all must be met.`,
    )
  questions.forEach((question, index) => checkQuestion(question, ['self_check', index], say))
}

function checkQuestion(
  { choices, answer, tolerance, unit }: Credential['self_check'][number],
  at: YamlPath,
  say: (at: YamlPath, message: string, mend: string) => void,
): void {
  if (choices && new Set(choices).size < choices.length)
    say([...at, 'choices'], 'Two of the choices are the same', 'Take one away.')
  if (choices && !choices.some((choice) => choice === answer))
    say(
      [...at, answer === undefined ? 'choices' : 'answer'],
      answer === undefined ? 'Nothing says which choice is right' : 'The answer is not among the choices',
      'Write answer: and one of the choices, word for word.',
    )
  if (!choices && typeof answer === 'string')
    say(
      [...at, 'answer'],
      'An answer in words needs choices',
      'Add choices, write a number, or take the answer away: then the question is answered with yes or no.',
    )
  const isNumber = !choices && typeof answer === 'number'
  for (const [key, value] of Object.entries({ tolerance, unit })) {
    if (value !== undefined && !isNumber)
      say([...at, key], `A ${key} belongs to a number`, 'Take it away, or write the answer as a number.')
  }
}
