import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectFolder } from '../../platform/project.ts'
import { checkContent } from './check.ts'
import { formatProblem } from './problem.ts'

test('the demo catalogue has no problems', async () => {
  const { problems, providers } = await checkContent(join(projectFolder, 'content'))
  expect(problems.map(formatProblem)).toEqual([])
  expect(
    providers.map((provider) => [provider.slug, provider.provider.kind, provider.provider.demonstration]),
  ).toEqual([
    ['meridian-data-works', 'company', true],
    ['te-awa-health-board', 'public_body', true],
    ['university-of-the-strait', 'university', true],
  ])
})
