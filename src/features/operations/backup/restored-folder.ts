import { existsSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SetupError } from '../../../platform/config.ts'
import { restoringFolder } from '../../../platform/restoring.ts'
import { entryNames } from './format.ts'

// The files of a restore come in a folder of their own, which also says that a restore is under way; they are moved
// to their places when everything is there.

const places = ['files', 'keys', entryNames.signIns] as const

export interface ComingFiles {
  file(hash: string, bytes: AsyncIterable<Buffer>): Promise<void>
  key(name: string, bytes: AsyncIterable<Buffer>): Promise<void>
  signIns(bytes: AsyncIterable<Buffer>): Promise<void>
  /** Moves what came to where it belongs. */
  place(): Promise<void>
}

/**
 * @param isOwnCluster whether a cluster in the folder would be the one to restore into
 * @throws SetupError where the folder holds a site, unless it is what a killed restore left
 */
export async function refuseUsedFolder(dataFolder: string, isOwnCluster: boolean): Promise<void> {
  if (existsSync(restoringFolder(dataFolder))) return
  const used = [...places, ...(isOwnCluster ? ['cluster'] : [])].filter((name) =>
    existsSync(join(dataFolder, name)),
  )
  if (used.length > 0)
    throw new SetupError(
      `The data folder ${dataFolder} is in use (it holds ${used.join(', ')}). Restore into an empty one: set CANDOUR_DATA.`,
    )
}

/** Begins, or begins again: what an earlier try left is taken away. */
export async function beginFiles(
  dataFolder: string,
  about: { backup: string; id: string },
): Promise<ComingFiles> {
  const coming = restoringFolder(dataFolder)
  if (existsSync(coming)) for (const name of places) await removeIn(dataFolder, name)
  await mkdir(coming, { recursive: true, mode: 0o700 })
  for (const name of places) await removeIn(coming, name)
  await writeFile(join(coming, 'about.json'), `${JSON.stringify(about)}\n`)
  return {
    file: (hash, bytes) => writeOut(join(coming, 'files', hash.slice(0, 2), hash), bytes, 0o755),
    key: (name, bytes) => writeOut(join(coming, 'keys', name), bytes, 0o700),
    signIns: (bytes) => writeOut(join(coming, entryNames.signIns), bytes, 0o700),
    async place() {
      for (const name of await readdir(coming))
        if (places.some((place) => place === name)) await rename(join(coming, name), join(dataFolder, name))
      await syncFolder(dataFolder)
    },
  }
}

/** The restore is done: from now on the site may start. */
export async function endFiles(dataFolder: string): Promise<void> {
  await rm(restoringFolder(dataFolder), { recursive: true, force: true })
}

async function removeIn(folder: string, name: string): Promise<void> {
  await rm(join(folder, name), { recursive: true, force: true })
}

async function writeOut(path: string, bytes: AsyncIterable<Buffer>, folderMode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: folderMode })
  const file = await open(path, 'w', 0o600)
  try {
    for await (const part of bytes) await file.write(part)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined)
  await folder?.sync().catch(() => {})
  await folder?.close()
}
