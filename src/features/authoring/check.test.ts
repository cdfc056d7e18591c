import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkContent } from './check.ts'
import { formatProblem } from './problem.ts'

const PROVIDER = `name: Test House
country: NZ
kind: company
about: Nobody.
quality: { reviewers: two people, process: they read it, review_date: 2026-01-01 }
`

const CREDENTIAL = `title: Test
kind: badge
status: open
version: "1"
date: 2026-01-01
summary: Do a thing.
description: Do a thing well.
field: data
outcomes: [Do a thing]
skills: [{ name: Doing }]
level: beginner
prerequisites: [You can read]
self_check: [{ ask: Can you read?, if_no: Learn it }, { ask: Sure?, if_no: Try }]
language: en
delivery: online_own_pace
hours: 1
weeks: 1
hours_per_week: 1
assessment: [quiz, project]
task_complexity: one_skill_routine
supervision: unsupervised_no_identity
marked_by: [computer, peers]
recognition: none
credit: none
stackability: none
price: free
financial_aid: none
certification: { standard: Open Badges 3.0, verification: on its page }
requirements: [{ course: first }]
courses: [first]
`

const COURSE = `title: First
summary: The first.
status: open
hours: 1
outcomes: [{ id: do, text: Do a thing }]
modules:
  - id: one
    title: One
    items:
      - a-lesson.md
      - a-quiz.quiz.yaml
`

const LESSON = `---
title: A lesson
minutes: 40
outcomes: [do]
---
Read this.
`

const QUIZ = `title: A quiz
minutes: 20
pass: 0.5
questions:
  - id: one
    kind: numeric
    prompt: How many?
    answer: 3
`

const GOOD: Record<string, string> = {
  'house/provider.yaml': PROVIDER,
  'house/test/credential.yaml': CREDENTIAL,
  'house/test/first/course.yaml': COURSE,
  'house/test/first/a-lesson.md': LESSON,
  'house/test/first/a-quiz.quiz.yaml': QUIZ,
}

let root = ''
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'candour-check-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

let folderCount = 0
async function problemsOf(changes: Record<string, string>): Promise<string[]> {
  folderCount += 1
  const folder = join(root, String(folderCount))
  for (const [path, text] of Object.entries({ ...GOOD, ...changes })) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return (await checkContent(folder)).problems.map(formatProblem)
}

const FIRST = 'house/test/first'
const lesson = (text: string, front = '') => ({
  [`${FIRST}/a-lesson.md`]: LESSON.replace('---\nRead', `${front}---\nRead`).replace('Read this.\n', text),
})
const quiz = (questions: string) => ({
  [`${FIRST}/a-quiz.quiz.yaml`]: `title: A quiz\nminutes: 20\npass: 0.5\nquestions:\n${questions}`,
})

test('a catalogue that is right has no problems', async () => {
  expect(await problemsOf({})).toEqual([])
})

describe('facts', () => {
  test('an unknown key is told with the nearest known one', async () => {
    expect(
      await problemsOf({ 'house/provider.yaml': PROVIDER.replace('about:', 'abuot: x\nabout:') }),
    ).toEqual(['house/provider.yaml:4:1 The key "abuot" is not known here. Did you mean "about"?'])
  })

  test('an unknown key deep inside is told where it stands', async () => {
    const problems = await problemsOf(
      quiz('  - id: one\n    kind: numeric\n    prompt: x\n    answer: 3\n    tolerence: 1\n'),
    )
    expect(problems).toEqual([
      `${FIRST}/a-quiz.quiz.yaml:9:5 The key "tolerence" is not known here. Did you mean "tolerance"?`,
    ])
  })

  test('a self-check question that could not be marked is told, and one that can is taken', async () => {
    const checked = (questions: string, more = '') =>
      problemsOf({
        'house/test/credential.yaml': CREDENTIAL.replace(
          /self_check: .*\n/,
          `self_check: ${questions}\n${more}`,
        ),
      })
    const good =
      '[{ ask: a, if_no: b }, { ask: a, if_no: b, choices: [x, y], answer: y }, { ask: a, if_no: b, answer: 3, tolerance: 1, unit: kg }]'
    expect(await checked(good, 'self_check_pass: 2\n')).toEqual([])
    const bad =
      '[{ ask: a, if_no: b, choices: [x, y] }, { ask: a, if_no: b, choices: [x, x], answer: z, unit: kg }, { ask: a, if_no: b, answer: word }]'
    const problems = await checked(bad, 'self_check_pass: 4\n')
    expect(problems.map((problem) => problem.replace(/^\S+ /, '').split('. ')[0])).toEqual([
      'Nothing says which choice is right',
      'Two of the choices are the same',
      'The answer is not among the choices',
      'A unit belongs to a number',
      'An answer in words needs choices',
      '4 questions must be met, and there are only 3',
    ])
  })

  test('a missing fact of the label is told with what it says', async () => {
    expect(
      await problemsOf({ 'house/test/credential.yaml': CREDENTIAL.replace('financial_aid: none\n', '') }),
    ).toContain(
      'house/test/credential.yaml:1:1 The fact "financial_aid" is missing. Add financial_aid: how somebody who can not pay gets in; say "none" if there is none.',
    )
  })

  test('a wrong value names the allowed ones, and the near one', async () => {
    expect(await problemsOf({ 'house/provider.yaml': PROVIDER.replace('company', 'compny') })).toEqual([
      'house/provider.yaml:3:7 "kind" can\'t be "compny". Did you mean company?',
    ])
  })

  test('a key of a price is checked as a price', async () => {
    const text = CREDENTIAL.replace('price: free', 'price: { monthly: 29.5, currency: EUR, cap: 7 }')
    expect(await problemsOf({ 'house/test/credential.yaml': text })).toEqual([
      'house/test/credential.yaml:26:19 "monthly" must be a whole number, not "29.5". Write it without a decimal part, quotes and units.',
      'house/test/credential.yaml:26:40 The key "cap" is not known here. Known keys: monthly, currency, once, cap_months, lists.',
    ])
  })

  test('prices by country are checked each, in the units and up to the cap of their own currency', async () => {
    const priced = (price: string) =>
      problemsOf({ 'house/test/credential.yaml': CREDENTIAL.replace('price: free', `price:\n${price}`) })
    const base = '  monthly: 2900\n  currency: EUR\n  cap_months: 1\n'
    expect(
      await priced(
        `${base}  once: 2900\n  lists:\n    - { countries: [KW, BH], monthly: 9500, currency: KWD }\n    - { countries: [JP], monthly: 4800, once: 4000, currency: JPY }\n`,
      ),
    ).toEqual([])
    const problems = await priced(
      `${base}  once: 2901\n  lists:\n    - { countries: [JP, UK], monthly: 4800, currency: YEN }\n`,
    )
    expect(problems.map((problem) => problem.replace(/^\S+ /, ''))).toEqual([
      '"countries" must be a country of ISO 3166, as NZ. Change it so.',
      '"currency" must be a currency of ISO 4217, as EUR, JPY or KWD. Change it so.',
    ])
    const contradictions = await priced(
      `${base}  once: 2901\n  lists:\n    - { countries: [KW], monthly: 9500, once: 9501, currency: KWD }\n    - { countries: [JP, KW, JP], monthly: 4800, currency: JPY }\n`,
    )
    expect(contradictions).toEqual([
      'house/test/credential.yaml:30:9 Paying once would cost 29.01 EUR, more than anybody pays by the month: at most 29.00 EUR. Write once: 2900 or less.',
      'house/test/credential.yaml:32:47 Paying once would cost 9.501 KWD, more than anybody pays by the month: at most 9.500 KWD. Write once: 9500 or less.',
      'house/test/credential.yaml:33:25 "KW" is on list 1 already. A country has one price: take it away here or there.',
      'house/test/credential.yaml:33:29 "JP" is named twice. A country has one price: take it away here or there.',
    ])
  })

  test('an alias is refused, so that no file can grow without end', async () => {
    const text = PROVIDER.replace('about: Nobody.', 'about: &a Nobody.\nwebsite: *a')
    expect((await problemsOf({ 'house/provider.yaml': text }))[0]).toMatch(/alias/)
  })

  test('YAML that can not be read is told at its place', async () => {
    const [problem] = await problemsOf({ 'house/provider.yaml': 'name: [a\ncountry: NZ\n' })
    expect(problem).toMatch(/^house\/provider\.yaml:2:1 This is not YAML that can be read: /)
  })
})

describe('courses', () => {
  test('hours that do not add up are told on both levels', async () => {
    expect(await problemsOf({ [`${FIRST}/course.yaml`]: COURSE.replace('hours: 1', 'hours: 3') })).toEqual([
      "house/test/credential.yaml:16:8 The hours don't add up: 1 here, 3 in the courses. Write hours: 3, or mend the courses.",
      `${FIRST}/course.yaml:4:8 The hours don't add up: 3 here, 1 in the minutes of the items. Write hours: 1, or mend the items.`,
    ])
  })

  test('an item that is not there, and a file that nothing reaches', async () => {
    const course = COURSE.replace('a-quiz.quiz.yaml', 'a-quz.quiz.yaml')
    const problems = await problemsOf({ [`${FIRST}/course.yaml`]: course })
    expect(problems).toContain(
      `${FIRST}/course.yaml:11:9 There is no item "a-quz.quiz.yaml". Make ${FIRST}/a-quz.quiz.yaml, or take it out of the list.`,
    )
    expect(await problemsOf({ [`${FIRST}/lost.md`]: LESSON })).toEqual([
      `${FIRST}/lost.md:1:1 Nothing reaches this file. Name it under items in course.yaml, or remove it.`,
    ])
  })

  test('an outcome that the course does not have', async () => {
    expect(await problemsOf({ [`${FIRST}/a-lesson.md`]: LESSON.replace('[do]', '[dos, do]') })).toEqual([
      `${FIRST}/a-lesson.md:4:12 The course has no outcome "dos". Did you mean "do"?`,
    ])
  })

  test('an open credential with a course in preparation must say what is required', async () => {
    const text = CREDENTIAL.replace('courses: [first]', 'courses: [first, second]').replace(
      'hours: 1\nweeks: 1',
      'hours: 2\nweeks: 2',
    )
    const second = COURSE.replace('status: open', 'status: in_preparation').replace(/ {4}items:[^]*/, '')
    const problems = await problemsOf({
      'house/test/credential.yaml': text,
      'house/test/second/course.yaml': second,
    })
    expect(problems).toEqual([
      'house/test/credential.yaml:29:15 "First" is in preparation, and nothing says so to those who enrol. Add requirements_note: what is required today, and what is not there yet.',
    ])
  })
})

describe('lessons', () => {
  test('a broken link, a picture that is not there and one without alternative text', async () => {
    const problems = await problemsOf({
      ...lesson(
        'See [the quiz](a-quiz.quiz.yaml), [that](a-quizz.quiz.yaml)\nand ![x](media/no.svg).\n\n![](media/yes.svg)\n',
      ),
      [`${FIRST}/media/yes.svg`]: '<svg/>',
    })
    expect(problems).toEqual([
      `${FIRST}/a-lesson.md:6:42 The link leads nowhere: "a-quizz.quiz.yaml". Did you mean a-quiz.quiz.yaml?`,
      `${FIRST}/a-lesson.md:7:10 There is no file media/no.svg. Did you mean media/yes.svg?`,
      `${FIRST}/a-lesson.md:9:5 The picture "yes.svg" has no alternative text. Say between [ and ] what is to be seen, for somebody who does not see it.`,
    ])
  })

  test('a video without captions', async () => {
    const media = { [`${FIRST}/media/v.webm`]: '', [`${FIRST}/media/v.md`]: 'Words.' }
    expect(
      await problemsOf({ ...lesson('![A film](media/v.webm)\n'), [`${FIRST}/media/v.webm`]: '' }),
    ).toEqual([
      `${FIRST}/a-lesson.md:6:11 The video "v.webm" has no captions and no transcript. Add an entry under media in the front matter, with title, captions and transcript.`,
    ])
    expect(
      await problemsOf({
        ...lesson('![A film](media/v.webm)\n', 'media:\n  v.webm: { title: A film, transcript: v.md }\n'),
        ...media,
      }),
    ).toEqual([
      `${FIRST}/a-lesson.md:6:3 The video "v.webm" has no captions. Add captions: and a WebVTT file in media/.`,
    ])
  })

  test('a formula, a box and a language that can not be read', async () => {
    expect(await problemsOf(lesson('A $\\frac{a$ b\n\n::: tru x\nx\n:::\n\n```sqll\nx\n```\n'))).toEqual([
      expect.stringMatching(/a-lesson\.md:6:4 The formula can't be read: /),
      `${FIRST}/a-lesson.md:8:1 There is no box "tru". Write one of try, answer, note.`,
      `${FIRST}/a-lesson.md:12:1 "sqll" is not among the languages that are highlighted. Did you mean sql?`,
    ])
  })
})

describe('questions', () => {
  test('a question whose own answer is marked wrong', async () => {
    const options =
      '    options:\n      - { id: a, text: A, feedback: x }\n      - { id: b, text: B, feedback: y }\n'
    expect(await problemsOf(quiz(`  - id: one\n    kind: single_choice\n    prompt: x\n${options}`))).toEqual(
      [
        `${FIRST}/a-quiz.quiz.yaml:9:7 No option is correct: the right answer would be marked wrong. Set correct: true on it.`,
      ],
    )
  })

  test('a mistake that would be marked right', async () => {
    const text =
      '  - id: one\n    kind: short_text\n    prompt: x\n    accepted: [Inner Join]\n    mistakes: [{ accepted: ["inner  join"], feedback: x }]\n'
    expect(await problemsOf(quiz(text))).toEqual([
      `${FIRST}/a-quiz.quiz.yaml:9:29 The mistake "inner  join" would be marked right. Take it away here or from accepted.`,
    ])
  })

  test('two questions with one id', async () => {
    const one = '  - { id: one, kind: numeric, prompt: x, answer: 3 }\n'
    expect(await problemsOf(quiz(one + one))).toEqual([
      `${FIRST}/a-quiz.quiz.yaml:6:11 The id "one" is used twice. Give each question an id of its own.`,
    ])
  })
})

test('a thousand files are checked in under three seconds', async () => {
  const names = Array.from({ length: 1000 }, (_, index) => `l-${index}`)
  const course = COURSE.replace(
    '      - a-lesson.md\n',
    names.map((name) => `      - ${name}.md\n`).join(''),
  ).replace('hours: 1', 'hours: 500')
  const body =
    LESSON.replace('minutes: 40', 'minutes: 30') +
    'A paragraph with $p = x/n$ and [a link](a-quiz.quiz.yaml).\n\n'.repeat(5)
  const files = Object.fromEntries(names.map((name) => [`${FIRST}/${name}.md`, body]))
  await problemsOf({
    ...files,
    [`${FIRST}/course.yaml`]: course,
    'house/test/credential.yaml': CREDENTIAL.replace('hours: 1\nweeks: 1', 'hours: 500\nweeks: 500'),
  })
  // Processor time, so that a busy machine doesn't fail it.
  const before = process.cpuUsage()
  const { problems } = await checkContent(join(root, String(folderCount)))
  expect(problems.map(formatProblem)).toEqual([expect.stringContaining('a-lesson.md:1:1 Nothing reaches')])
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1000).toBeLessThan(3000)
})
