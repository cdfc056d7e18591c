import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { prepareAccounts } from './features/account/api.ts'
import { checkContent, formatProblem, publishContent } from './features/authoring/api.ts'
import { taxTableOf } from './features/billing/api.ts'
import { prepareOutcomes } from './features/outcomes/api.ts'
import type { Deps } from './platform/deps.ts'
import { projectFolder } from './platform/project.ts'
import { setSiteState } from './platform/site-state.ts'

/**
 * Everything that must be there before the first request: the demo's catalogue, people and figures, or on an empty
 * site the link for the first operator. Safe to repeat at every start; what is there stays.
 * @returns lines for the person who started it
 */
export async function prepareSite(deps: Deps): Promise<string[]> {
  // A tax table that can't be right is told now, not to the first buyer.
  taxTableOf(deps.config)
  if (deps.config.demo !== 'off') await publishDemo(deps)
  await prepareOutcomes(deps)
  return [`Candour is at ${deps.config.publicUrl.origin}`, ...(await prepareAccounts(deps))]
}

// Checking and comparing fifty files takes a second. Where none of them was touched since the last start, it is saved.
async function publishDemo(deps: Deps): Promise<void> {
  const folder = join(projectFolder, 'content')
  const stamp = stampOf(folder)
  const { clock, db, random, storage } = deps
  const seen = await db
    .selectFrom('site_state')
    .select('value')
    .where('key', '=', stateKey)
    .executeTakeFirst()
  if (seen?.value === stamp) return
  const { providers, problems } = await checkContent(folder)
  if (problems.length > 0)
    throw new Error(`the demo catalogue has problems:\n${problems.map(formatProblem).join('\n')}`)
  await db.transaction().execute(async (tx) => {
    await publishContent(tx, providers, { now: clock.now(), random, storage })
    await setSiteState(tx, stateKey, stamp, clock.now())
  })
}

const stateKey = 'demo-content'

function stampOf(folder: string): string {
  const hash = createHash('sha256')
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath ?? entry.path, entry.name)
    const { size, mtimeMs } = statSync(path)
    hash.update(`${relative(folder, path)} ${size} ${mtimeMs}\n`)
  }
  return hash.digest('hex')
}
