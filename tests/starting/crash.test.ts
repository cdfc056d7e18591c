import { afterEach, expect, it } from 'vitest'
import { seededRandom } from '../../src/platform/random.ts'
import { expectNothingLost, runCrashes } from './crash-driver.ts'
import { cleanUp } from './site-process.ts'

afterEach(cleanUp)

it('five kills of web, jobs or database lose and double nothing that anybody was told is done', async () => {
  const random = seededRandom(`crash ${new Date().toISOString().slice(0, 10)}`)
  const run = await runCrashes(5, () => random.bytes(4).readUInt32BE() / 2 ** 32)
  const { acknowledged, kills } = run
  process.stderr.write(
    `${acknowledged.answers.length} answers, ${acknowledged.submissions.length} submissions, ${acknowledged.trials.length} charges; ${kills.map(({ victim, backAfterMs }) => `${victim} ${backAfterMs} ms`).join(', ')}\n`,
  )
  expect(kills.length).toBe(5)
  expect(acknowledged.submissions.length).toBeGreaterThan(0)
  expect(acknowledged.trials.length).toBeGreaterThan(0)
  await expectNothingLost(run)
}, 300_000)
