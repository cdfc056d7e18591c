import { afterEach, expect, it } from 'vitest'
import { systemRandom } from '../../src/platform/random.ts'
import { expectNothingLost, runCrashes } from '../starting/crash-driver.ts'
import { cleanUp } from '../starting/site-process.ts'

afterEach(cleanUp)

it('fifty kills of web, jobs or database lose and double nothing that anybody was told is done', async () => {
  const run = await runCrashes(50, () => systemRandom.bytes(4).readUInt32BE() / 2 ** 32)
  const times = run.kills.map(({ backAfterMs }) => backAfterMs).sort((a, b) => a - b)
  process.stderr.write(
    `${run.acknowledged.answers.length} answers, ${run.acknowledged.submissions.length} submissions, ${run.acknowledged.trials.length} charges; back after ${times[25]} ms (median), ${times.at(-1)} ms (longest)\n`,
  )
  expect(run.kills.length).toBe(50)
  await expectNothingLost(run)
})
