import { join } from 'node:path'
import { prepareAccounts } from './features/account/api.ts'
import { checkContent, formatProblem, publishContent } from './features/authoring/api.ts'
import { prepareOutcomes } from './features/outcomes/api.ts'
import type { Deps } from './platform/deps.ts'
import { projectFolder } from './platform/project.ts'

/**
 * Everything that must be there before the first request: the demo's catalogue, people and figures, or on an empty
 * site the link for the first operator. Safe to repeat at every start; what is there stays.
 * @returns lines for the person who started it
 */
export async function prepareSite(deps: Deps): Promise<string[]> {
  if (deps.config.demo !== 'off') await publishDemo(deps)
  await prepareOutcomes(deps)
  return [`Candour is at ${deps.config.publicUrl.origin}`, ...(await prepareAccounts(deps))]
}

async function publishDemo(deps: Deps): Promise<void> {
  const { providers, problems } = await checkContent(join(projectFolder, 'content'))
  if (problems.length > 0)
    throw new Error(`the demo catalogue has problems:\n${problems.map(formatProblem).join('\n')}`)
  const { clock, random, storage } = deps
  await deps.db
    .transaction()
    .execute((tx) => publishContent(tx, providers, { now: clock.now(), random, storage }))
}
