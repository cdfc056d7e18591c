import { createHash } from 'node:crypto'
import { mkdirSync, realpathSync, rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { SetupError } from './config.ts'

/**
 * Holds a data folder for one `start`. The hold is a socket: the system lets go of it when the process dies, however
 * it dies, so there is no stale lock and no reused pid to be taken in by.
 * @throws SetupError where another start holds it, with its address
 */
export async function holdFolder(folder: string, says: string): Promise<{ release(): void }> {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw new SetupError(
      `The data folder ${folder} can't be made (${(error as Error).message}). Set CANDOUR_DATA to a folder that can.`,
    )
  }
  const name = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 16)
  const path =
    process.platform === 'win32'
      ? `\\\\.\\pipe\\candour-${name}`
      : `/tmp/candour-hold-${process.getuid?.() ?? 0}-${name}`
  const server = (await listen(path, says)) ?? (await takeOver(path, folder, says))
  return {
    release: () => {
      server.close()
      if (process.platform !== 'win32') rmSync(path, { force: true })
    },
  }
}

async function takeOver(path: string, folder: string, says: string): Promise<Server> {
  const holder = await ask(path)
  if (holder !== undefined)
    throw new SetupError(
      `Candour already runs on ${folder}, at ${holder}. Stop it first, or set CANDOUR_DATA to another folder.`,
    )
  rmSync(path, { force: true })
  const server = await listen(path, says)
  if (!server) throw new SetupError(`Another start on ${folder} was a moment faster.`)
  return server
}

function listen(path: string, says: string): Promise<Server | undefined> {
  return new Promise((done, fail) => {
    const server = createServer((socket) => socket.end(says))
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? done(undefined) : fail(error),
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
