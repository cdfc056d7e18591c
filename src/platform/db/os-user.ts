import { readFileSync, statSync } from 'node:fs'
import { dirname, parse, resolve } from 'node:path'
import { SetupError } from '../config.ts'

/** The operating-system user that the database server runs as, where it isn't the one who starts it. */
export interface OsUser {
  name: string
  uid: number
  gid: number
}

/**
 * PostgreSQL refuses to run as root, so root starts it as another user: `postgres` where the machine has one,
 * else `nobody`.
 */
export function databaseUser(): OsUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const passwd = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const name of ['postgres', 'nobody']) {
    const entry = passwd.find((fields) => fields[0] === name)
    if (entry) return { name, uid: Number(entry[2]), gid: Number(entry[3]) }
  }
  throw new SetupError(
    'PostgreSQL does not run as root and this machine has neither a user "postgres" nor "nobody". Make one, or set DATABASE_URL.',
  )
}

/** Whether `user` can pass through every folder above `path`. A path that isn't there yet counts by its folders. */
export function canReach(path: string, user: OsUser): boolean {
  let folder = dirname(resolve(path))
  const { root } = parse(folder)
  for (;;) {
    let entry: { mode: number; uid: number; gid: number } | undefined
    try {
      entry = statSync(folder)
    } catch {
      entry = undefined
    }
    if (entry) {
      const bit = entry.uid === user.uid ? 0o100 : entry.gid === user.gid ? 0o010 : 0o001
      if ((entry.mode & bit) === 0) return false
    }
    if (folder === root) return true
    folder = dirname(folder)
  }
}
