import { z } from 'zod'
import type { GivenAnswer } from './save-answers.ts'

const textMax = 2000

/** One answer as the page's script sends it. */
export const answerForm = z.object({
  question: z.uuid(),
  response: z.union([
    z.object({ choices: z.array(z.string().max(100)).max(50) }).strict(),
    z.object({ text: z.string().max(textMax) }).strict(),
  ]),
})

/**
 * Reads the answers of a whole attempt from a posted form: `q-<question id>` holds chosen option ids or a text.
 * Which of both is the question's kind, so a form can't turn one into the other.
 */
export function readAnswers(
  raw: Record<string, string | string[]>,
  questions: { id: string; asked: { kind: string } }[],
): GivenAnswer[] {
  return questions.flatMap(({ id, asked }): GivenAnswer[] => {
    const given = raw[`q-${id}`]
    const isChoice = asked.kind === 'single_choice' || asked.kind === 'multiple_choice'
    if (isChoice) {
      const choices = given === undefined ? [] : [given].flat()
      return given === undefined && raw[`shown-${id}`] === undefined
        ? []
        : [{ questionId: id, response: { choices: choices.slice(0, 50) } }]
    }
    return given === undefined
      ? []
      : [{ questionId: id, response: { text: [given].flat()[0]!.slice(0, textMax) } }]
  })
}
