import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { SetupError } from './config.ts'

/** While this folder is there, a restore into the data folder is not finished. */
export function restoringFolder(dataFolder: string): string {
  return join(dataFolder, 'restoring')
}

/** @throws SetupError where a restore was begun and not finished */
export function refuseHalfRestored(dataFolder: string): void {
  if (existsSync(restoringFolder(dataFolder)))
    throw new SetupError(
      `A restore into ${dataFolder} was not finished. Run "candour restore FILE" again with the same backup, or set CANDOUR_DATA to another folder.`,
    )
}
