import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { SetupError } from '../config.ts'
import { clusterOwner } from './make-cluster.ts'
import type { OsUser } from './os-user.ts'

/** How to connect to a cluster of ours; `database` may be replaced. */
export interface ClusterAddress {
  host: string
  port: number
  user: string
  password?: string
  database: string
}

/** Where the server of the cluster in `folder` listens: a Unix socket, on Windows a port of loopback. */
export async function addressOf(folder: string, user: OsUser | undefined): Promise<ClusterAddress> {
  const common = { user: clusterOwner, database: 'candour' }
  if (process.platform !== 'win32') return { ...common, host: socketFolder(folder, user), port: 5432 }
  const portFile = join(folder, 'candour-port')
  if (!existsSync(portFile)) writeFileSync(portFile, String(await freePort()))
  return {
    ...common,
    host: '127.0.0.1',
    port: Number(readFileSync(portFile, 'utf8')),
    password: readFileSync(join(folder, 'candour-password'), 'utf8').trim(),
  }
}

// The socket's path must be short (107 bytes), private (connections are trusted by who can reach it) and the same
// at every start.
function socketFolder(folder: string, user: OsUser | undefined): string {
  const path = `/tmp/candour-${shortHash(realpathSync(folder))}`
  const own = process.getuid?.() ?? 0
  const owner = user?.uid ?? own
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
      throw new SetupError(
        `The folder ${path} for the database's socket can't be made (${(error as Error).message}). Make /tmp writable, then start again.`,
      )
  }
  let entry = lstatSync(path)
  // Made a moment ago, or by a start that was killed before it gave the folder away.
  if (user && entry.isDirectory() && entry.uid === own) {
    chownSync(path, user.uid, user.gid)
    entry = lstatSync(path)
  }
  if (!entry.isDirectory() || entry.uid !== owner)
    throw new SetupError(
      `${path} belongs to somebody else, and the database's socket must lie there. Remove it, then start again.`,
    )
  if (entry.mode & 0o077) chmodSync(path, 0o700)
  return path
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.on('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => done(port))
    })
  })
}

/** Twelve letters that stand for a path. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
