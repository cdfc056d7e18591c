import { resolve } from 'node:path'
import { refuseRestore, restoreBackup } from '../features/operations/api.ts'
import { readConfig } from '../platform/config.ts'
import { holdFolder } from '../platform/hold-folder.ts'
import { makeDataFolder, openDatabase, openDeps } from '../platform/open-site.ts'
import type { Io } from './main.ts'

/** `candour restore FILE`: a site as a backup holds it, in an empty data folder (and an empty DATABASE_URL). */
export async function restore(argv: string[], io: Io): Promise<number> {
  const [file, ...rest] = argv.filter((word) => word !== '--json')
  if (file === undefined || file.startsWith('-') || rest.length > 0) {
    io.stderr('Usage: candour restore FILE [--json]')
    return 64
  }
  const path = resolve(file)
  const config = readConfig(process.env)
  makeDataFolder(config)
  const hold = await holdFolder(config.dataFolder, 'with a restore under way')
  try {
    const header = await refuseRestore(config, path)
    const { connection, cluster } = await openDatabase(config)
    const deps = openDeps(config, connection, 'restore')
    try {
      const { rows, files, jobs, madeAt } = await restoreBackup(deps, path, header)
      if (argv.includes('--json'))
        io.stdout(JSON.stringify({ data: config.dataFolder, made_at: madeAt, rows, files, jobs }))
      else
        io.stdout(
          `Restored the site of ${madeAt} into ${config.dataFolder}: ${rows} rows, ${files} files, ${jobs} waiting jobs. "candour start" starts it.`,
        )
      return 0
    } finally {
      await deps.close()
      await cluster?.stop()
    }
  } finally {
    hold.release()
  }
}
