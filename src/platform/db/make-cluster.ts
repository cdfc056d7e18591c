import { randomBytes } from 'node:crypto'
import { chownSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { SetupError } from '../config.ts'
import type { Binaries } from './binaries.ts'
import type { OsUser } from './os-user.ts'
import { runProgram } from './programs.ts'

/** Name of the database's owner in a cluster of ours. */
export const clusterOwner = 'candour'

interface MakeOptions {
  folder: string
  binaries: Binaries
  user: OsUser | undefined
  throwaway: boolean
}

/**
 * Makes a cluster. It is made beside and renamed: a start that is killed half-way leaves nothing that looks like a
 * cluster.
 * @throws SetupError one line, where the disk or the folder doesn't allow it
 */
export async function makeCluster({ folder, binaries, user, throwaway }: MakeOptions): Promise<void> {
  removeHalfMade(folder)
  const coming = `${folder}.new-${process.pid}`
  try {
    mkdirSync(coming, { mode: 0o700 })
    if (user) chownSync(coming, user.uid, user.gid)
    const password = process.platform === 'win32' ? writePassword(coming) : undefined
    await runProgram(binaries.initdb, initdbArguments(coming, binaries, password, throwaway), user)
    if (password) renameSync(password, join(coming, 'candour-password'))
    rmSync(folder, { recursive: true, force: true })
    renameSync(coming, folder)
  } catch (error) {
    rmSync(coming, { recursive: true, force: true })
    throw new SetupError(
      `The database's cluster can't be made in ${folder}: ${(error as Error).message}. Make room or set CANDOUR_DATA to another folder.`,
    )
  }
}

function removeHalfMade(folder: string): void {
  for (const name of readdirSync(dirname(folder)))
    if (name.startsWith(`${basename(folder)}.new-`))
      rmSync(join(dirname(folder), name), { recursive: true, force: true })
}

function initdbArguments(
  folder: string,
  { major }: Binaries,
  passwordFile: string | undefined,
  throwaway: boolean,
): string[] {
  return [
    '-D',
    folder,
    '-U',
    clusterOwner,
    '-E',
    'UTF8',
    // From 17 on PostgreSQL has rules for letters of its own, the same on every machine.
    ...(Number(major) >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : []),
    '--no-locale',
    '--auth-local=trust',
    '--auth-host=scram-sha-256',
    ...(passwordFile ? [`--pwfile=${passwordFile}`] : []),
    ...(throwaway ? ['--no-sync'] : []),
  ]
}

function writePassword(coming: string): string {
  const file = `${coming}.password`
  writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 })
  return file
}
