import { readFileSync } from 'node:fs'

/** That somebody asked this process to stop: Ctrl-C, SIGTERM, or a closed terminal. */
export interface StopSignal {
  asked: Promise<void>
  wanted(): boolean
}

/** From now on these signals ask instead of ending the process at once. */
export function listenForStop(): StopSignal {
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM']
  if (!ignoresHangUp()) signals.push('SIGHUP')
  let wanted = false
  const asked = new Promise<void>((done) => {
    for (const signal of signals)
      process.on(signal, () => {
        wanted = true
        done()
      })
  })
  return { asked, wanted: () => wanted }
}

// Under `nohup` a closed terminal is meant to change nothing; a handler of ours would undo that.
function ignoresHangUp(): boolean {
  try {
    const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    return mask !== undefined && (BigInt(`0x${mask}`) & 1n) === 1n
  } catch {
    return false
  }
}
