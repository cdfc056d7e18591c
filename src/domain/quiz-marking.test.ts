import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AnswerKey, markAnswer, parseNumber } from './quiz-marking.ts'

const multiple: AnswerKey = { kind: 'multiple_choice', correct: ['a', 'b'] }

describe('choices', () => {
  test('a single choice is right or worth nothing', () => {
    const key: AnswerKey = { kind: 'single_choice', correct: ['b'] }
    expect(markAnswer(key, { choices: ['b'] }).share).toBe(1)
    expect(markAnswer(key, { choices: ['a'] }).share).toBe(0)
    expect(markAnswer(key, { choices: ['a', 'b'] }).share).toBe(0)
    expect(markAnswer(key, { choices: [] }).share).toBe(0)
  })

  test('several choices give part of the points, and wrong ones take away', () => {
    expect(markAnswer(multiple, { choices: ['a', 'b'] }).share).toBe(1)
    expect(markAnswer(multiple, { choices: ['a'] }).share).toBe(0.5)
    expect(markAnswer(multiple, { choices: ['a', 'c'] }).share).toBe(0)
    expect(markAnswer(multiple, { choices: ['a', 'b', 'c', 'd'] }).share).toBe(0)
  })

  test('no answer is worth nothing, whatever the kind', () => {
    for (const key of [
      multiple,
      { kind: 'numeric', answer: 0, tolerance: 1 } as const,
      { kind: 'short_text', accepted: [''], case_sensitive: false } as const,
    ]) {
      expect(markAnswer(key, null).share).toBe(0)
    }
  })

  test('a mark lies between 0 and 1 and does not depend on the order of what was chosen', () => {
    const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'))
    fc.assert(
      fc.property(ids, ids, (correct, choices) => {
        const key: AnswerKey = { kind: 'multiple_choice', correct }
        const { share } = markAnswer(key, { choices })
        expect(share).toBeGreaterThanOrEqual(0)
        expect(share).toBeLessThanOrEqual(1)
        expect(markAnswer(key, { choices: choices.toReversed() }).share).toBe(share)
        expect(markAnswer(key, { choices: correct }).share).toBe(1)
      }),
    )
  })
})

describe('numbers', () => {
  const key: AnswerKey = {
    kind: 'numeric',
    answer: 0.1,
    tolerance: 0.01,
    mistakes: [{ answer: 10, tolerance: 0.5 }],
  }

  test.each([
    ['1234.5', 1234.5],
    ['1,234.5', 1234.5],
    ['1.234,5', 1234.5],
    ['1234,5', 1234.5],
    ['0,582', 0.582],
    ['1,234', 1234],
    ['1 463', 1463],
    ['−3', -3],
    ['58 %', 58],
    ['1e3', 1000],
    ['', undefined],
    ['twelve', undefined],
    ['1.2.3', undefined],
    ['Infinity', undefined],
  ])('%s is read as %s', (text, value) => {
    expect(parseNumber(text)).toBe(value)
  })

  test('the edge of the tolerance counts, in spite of binary fractions', () => {
    expect(markAnswer(key, { text: '0.11' }).share).toBe(1)
    expect(markAnswer(key, { text: '0.1101' }).share).toBe(0)
  })

  test('a foreseen mistake is recognised, so that its feedback can be given', () => {
    expect(markAnswer(key, { text: '10.2' })).toEqual({ share: 0, mistake: 0 })
  })
})

describe('short texts', () => {
  const key: AnswerKey = {
    kind: 'short_text',
    accepted: ['left join'],
    case_sensitive: false,
    mistakes: [{ accepted: ['inner join'] }],
  }

  test('case, spaces and compatibility forms do not matter', () => {
    for (const text of ['LEFT JOIN', '  left   join ', 'ｌｅｆｔ join'])
      expect(markAnswer(key, { text }).share).toBe(1)
    expect(markAnswer(key, { text: 'leftjoin' }).share).toBe(0)
    expect(markAnswer(key, { text: 'Inner join' }).mistake).toBe(0)
  })

  test('case matters where the author says so', () => {
    expect(markAnswer({ ...key, case_sensitive: true }, { text: 'LEFT JOIN' }).share).toBe(0)
  })
})
