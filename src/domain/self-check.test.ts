import { expect, test } from 'vitest'
import { markSelfCheck } from './self-check.ts'

const questions = [
  { ask: 'Can you tie a knot?', if_no: 'Learn one.' },
  { ask: 'Which runs lengthwise?', if_no: 'Read.', choices: ['weft', 'warp'], answer: 'warp' },
  { ask: '3 × 8?', if_no: 'Count.', answer: 24, tolerance: 0.5, unit: 'threads' },
]

test('yes, the right choice and a number within the tolerance are met', () => {
  expect(markSelfCheck(questions, ['yes', '1', ' 24,4 '])).toEqual({
    met: [true, true, true],
    count: 3,
    needed: 3,
    isComplete: true,
    isPassed: true,
  })
  expect(markSelfCheck(questions, ['no', '0', '25']).met).toEqual([false, false, false])
})

test('without every answer there is no result, and what is no answer counts as none', () => {
  for (const answers of [[], ['yes', '1'], ['yes', '1', 'many']]) {
    const result = markSelfCheck(questions, answers)
    expect(result.isComplete).toBe(false)
    expect(result.isPassed).toBe(false)
  }
})

test('fewer than all may be enough where the content says so', () => {
  expect(markSelfCheck(questions, ['no', '1', '24']).isPassed).toBe(false)
  expect(markSelfCheck(questions, ['no', '1', '24'], 2).isPassed).toBe(true)
})

test('a choice that is not there is wrong, never an error', () => {
  expect(markSelfCheck(questions, ['yes', '-1', '24']).met[1]).toBe(false)
  expect(markSelfCheck(questions, ['yes', 'x', '24']).met[1]).toBe(false)
})
