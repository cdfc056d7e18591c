import { createHash } from 'node:crypto'
import { realpathSync, renameSync, rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { SetupError } from './config.ts'

export interface Hold {
  /** True where the one who held the folder before was killed: its children may still be on their way out. */
  wasLeft: boolean
  release(): void
}

/**
 * Holds a data folder for one `start`. The hold is a socket: the system lets go of it when the process dies, however
 * it dies, so there is no stale lock and no reused pid to be taken in by.
 * @param folder must be there
 * @param says what others who want the folder are told, as 'at http://127.0.0.1:3000'
 * @throws SetupError where another start holds it, with what that one says
 */
export async function holdFolder(folder: string, says: string): Promise<Hold> {
  const path = holdPath(folder)
  const first = await listen(path, says)
  const server = first ?? (await takeOver(path, folder, says))
  return {
    wasLeft: first === undefined,
    release: () => {
      server.close()
      if (process.platform !== 'win32') rmSync(path, { force: true })
    },
  }
}

/** What the one who holds the folder says, if anybody does. */
export function askHolder(folder: string): Promise<string | undefined> {
  return ask(holdPath(folder))
}

function holdPath(folder: string): string {
  const name = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 16)
  return process.platform === 'win32'
    ? `\\\\.\\pipe\\candour-${name}`
    : `/tmp/candour-hold-${process.getuid?.() ?? 0}-${name}`
}

async function takeOver(path: string, folder: string, says: string): Promise<Server> {
  await refuseHeld(path, folder)
  // Moved away and asked again: of two that find the same dead hold at once, the slower one may have moved the
  // faster one's, and gives it back.
  const aside = `${path}-${process.pid}`
  try {
    renameSync(path, aside)
    await refuseHeld(aside, folder).catch((error) => {
      renameSync(aside, path)
      throw error
    })
    rmSync(aside, { force: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EPERM' || code === 'EACCES')
      throw new SetupError(`${path} belongs to somebody else. Remove it, then start again.`)
    if (code !== 'ENOENT') throw error
  }
  const server = await listen(path, says)
  if (!server) throw new SetupError(`Another start on ${folder} was a moment faster.`)
  return server
}

async function refuseHeld(path: string, folder: string): Promise<void> {
  const holder = await ask(path)
  if (holder !== undefined)
    throw new SetupError(
      `Candour already runs on ${folder}, ${holder}. Stop it first, or set CANDOUR_DATA to another folder.`,
    )
}

function listen(path: string, says: string): Promise<Server | undefined> {
  return new Promise((done, fail) => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.end(says)
    })
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE'
        ? done(undefined)
        : fail(
            new SetupError(`${path} can't be made (${error.code}). Make /tmp writable, then start again.`),
          ),
    )
    server.listen(path, () => {
      server.unref()
      done(server)
    })
  })
}

function ask(path: string): Promise<string | undefined> {
  return new Promise((done) => {
    let said = ''
    const socket = connect(path)
    socket.setTimeout(1_000, () => socket.destroy())
    socket.on('data', (chunk) => {
      said += chunk
    })
    socket.on('error', () => done(undefined))
    socket.on('close', () => done(said || undefined))
  })
}
