import { expect, test } from 'vitest'
import { figures } from './figures.ts'

const run = async (...words: string[]) => {
  const said: string[] = []
  const code = await figures(words, { stdout: () => {}, stderr: (text) => said.push(text) })
  return { code, said: said.join('\n') }
}

test('a correction needs its date and its reason, and says which is missing before anything is opened', async () => {
  for (const words of [
    ['--corrects', '2026-11-01'],
    ['--reason', 'Late facts.'],
  ]) {
    const { code, said } = await run('release', ...words)
    expect(code).toBe(64)
    expect(said).toContain('needs both --corrects DATE and --reason TEXT')
  }
  const both = await run('release', '--corrects', '2026-11-01', '--reason', 'x', '--as-of', '2026-11-01')
  expect(both).toMatchObject({ code: 64, said: expect.stringContaining('leave --as-of out') })
})

test('a day that is none, and words that are no option, are told', async () => {
  for (const [words, says] of [
    [['release', '--as-of', '2026-02-30'], '--as-of needs a day'],
    [['release', '--corrects', 'yesterday', '--reason', 'x'], '--corrects needs a day'],
    [['release', '--corrects', '2026-11-01', '--reason', ' '], '--reason needs a sentence'],
    [['release', '--quietly'], '--quietly is not an option'],
    [['undo'], 'Usage: candour figures release'],
  ] as const)
    expect(await run(...words)).toMatchObject({ code: 64, said: expect.stringContaining(says) })
})
