/** That somebody asked this process to stop: Ctrl-C, SIGTERM, or a closed terminal. */
export interface StopSignal {
  asked: Promise<void>
  wanted(): boolean
}

/** From now on these signals ask instead of ending the process at once. */
export function listenForStop(): StopSignal {
  let wanted = false
  const asked = new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => {
        wanted = true
        done()
      })
  })
  return { asked, wanted: () => wanted }
}
