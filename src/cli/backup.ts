import { resolve } from 'node:path'
import { writeBackup } from '../features/operations/api.ts'
import type { Io } from './main.ts'
import { withSite } from './with-site.ts'

/** `candour backup FILE`: a consistent copy of database, files and keys, while the site runs. */
export async function backup(argv: string[], io: Io): Promise<number> {
  const [file, ...rest] = argv.filter((word) => word !== '--json')
  if (file === undefined || file.startsWith('-') || rest.length > 0) {
    io.stderr('Usage: candour backup FILE [--json]')
    return 64
  }
  return withSite(
    'backup',
    async (deps) => {
      const { tables, rows, files, bytes, hasKeysSecret } = await writeBackup(deps, resolve(file))
      if (argv.includes('--json'))
        io.stdout(JSON.stringify({ file, tables, rows, files, bytes, has_keys_secret: hasKeysSecret }))
      else
        io.stdout(
          `${file}: ${rows} rows of ${tables} tables and ${files} files, ${(bytes / 1e6).toFixed(1)} MB.`,
        )
      if (!hasKeysSecret)
        io.stderr(
          "The keys' secret (CANDOUR_KEYS_SECRET) is not in the backup: keep it elsewhere; a restored site needs it.",
        )
      return 0
    },
    { migrates: false },
  )
}
