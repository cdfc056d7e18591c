import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { tableOfObjects } from '../domain/snapshot/objects.ts'
import { checkContent } from '../features/authoring/api.ts'
import { type CatalogueEntry, catalogueEntry, selectOwnCatalogue } from '../features/snapshot/api.ts'
import { readConfig } from '../platform/config.ts'
import { projectFolder } from '../platform/project.ts'
import type { ReadTable } from './read-catalogue.ts'
import { withSite } from './with-site.ts'

type Own = (ReadTable & { source: string }) | { problem: string }

/** Our own catalogue: of the site's database where there is one, else of the folder content/. */
export async function readOwnCatalogue(): Promise<Own> {
  const config = readConfig(process.env)
  if (!config.databaseUrl && !existsSync(join(config.dataFolder, 'cluster'))) return readContentFolder()
  let own: Own = { problem: 'The catalogue of this site is empty. Publish something first.' }
  await withSite(
    'snapshot',
    async (deps) => {
      const { entries, simulated } = await selectOwnCatalogue(deps.db, {
        at: deps.clock.now(),
        demo: config.demo !== 'off',
      })
      if (entries.length > 0) own = tableOf(entries, `the catalogue of ${config.publicUrl.origin}`, simulated)
      return 0
    },
    { migrates: false },
  )
  return own
}

async function readContentFolder(): Promise<Own> {
  const folder = join(projectFolder, 'content')
  const { providers } = await checkContent(folder)
  const entries = providers.flatMap(({ provider, credentials }) =>
    credentials.map(({ credential }) => catalogueEntry(credential, provider)),
  )
  if (entries.length === 0) return { problem: `${folder} holds no credentials.` }
  return tableOf(entries, 'the folder content/', false)
}

function tableOf(entries: CatalogueEntry[], source: string, isSimulated: boolean): Own {
  const table = tableOfObjects(entries)
  return table ? { ...table, source, isSimulated, uneven: 0 } : { problem: 'The catalogue is empty.' }
}
