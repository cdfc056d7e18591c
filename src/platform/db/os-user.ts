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
 * PostgreSQL refuses to run as root, so root starts it as another user: the one who owns the cluster where there is
 * one, else `postgres` where the machine has it, else `nobody`.
 * @param cluster the cluster's folder, which need not be there yet
 * @throws SetupError where the cluster belongs to somebody whom this user can't be
 */
export function databaseUser(cluster: string): OsUser | undefined {
  const own = process.getuid?.()
  if (own === undefined) return undefined
  const owner = ownerOf(cluster)
  if (own !== 0) {
    if (owner && owner.uid !== own)
      throw new SetupError(
        `The cluster in ${cluster} belongs to user "${owner.name}". Start as that user (or as root), or set CANDOUR_DATA to another folder.`,
      )
    return undefined
  }
  if (owner && owner.uid !== 0) return owner
  const users = passwd()
  const user =
    users.find(({ name }) => name === 'postgres') ??
    users.find(({ name, uid }) => name === 'nobody' && uid !== 0)
  if (user) return user
  throw new SetupError(
    'PostgreSQL does not run as root and this machine has neither a user "postgres" nor "nobody". Make one, or set DATABASE_URL.',
  )
}

function ownerOf(path: string): OsUser | undefined {
  const entry = statSync(path, { throwIfNoEntry: false })
  if (!entry) return undefined
  const name = passwd().find(({ uid }) => uid === entry.uid)?.name ?? String(entry.uid)
  return { name, uid: entry.uid, gid: entry.gid }
}

function passwd(): OsUser[] {
  let text = ''
  try {
    text = readFileSync('/etc/passwd', 'utf8')
  } catch {
    // No such list (macOS keeps its people elsewhere, but nobody starts this as root there).
  }
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length > 3)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
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
