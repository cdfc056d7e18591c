import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Config, SetupError } from '../platform/config.ts'

/**
 * Looks whether the web server could listen, before anything else is started.
 * @param patienceMs how long a port in use may take to come free: after a killed start its children are on their way
 * @throws SetupError one line that names the port and the setting
 */
export async function refuseBusyPort({ host, port }: Config, patienceMs = 0): Promise<void> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const code = await tryPort(host, port)
    if (code === undefined) return
    if (code !== 'EADDRINUSE' || Date.now() > deadline)
      throw new SetupError(
        `${host}:${port} ${reasons[code] ?? `can't be opened (${code})`}. Set PORT (or HOST) to another.`,
      )
    await sleep(100)
  }
}

const reasons: Record<string, string> = {
  EADDRINUSE: 'is in use by another program',
  EADDRNOTAVAIL: 'is not an address of this machine',
  EACCES: 'may not be opened by this user',
  ENOTFOUND: 'is not a name of this machine',
}

function tryPort(host: string, port: number): Promise<string | undefined> {
  return new Promise((done) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message))
    probe.listen(port, host, () => probe.close(() => done(undefined)))
  })
}
