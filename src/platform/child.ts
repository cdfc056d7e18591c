/**
 * Waits for the word of the parent. A process loads its code while the site is still being prepared and begins when it
 * may; one that runs alone begins at once.
 */
export function wordToBegin(): Promise<void> {
  if (!process.send) return Promise.resolve()
  return new Promise((begin) => {
    const listen = (message: unknown) => {
      if (message !== 'begin') return
      process.off('message', listen)
      begin()
    }
    process.on('message', listen)
  })
}

const closeDeadlineMs = 4_000

/**
 * Stops in order on SIGTERM, and when the parent is gone (killed): no process is left behind.
 * @param close what to do before the end; past a deadline the process ends without it
 */
export function endWithParent(close: () => Promise<void>): void {
  let closing = false
  const end = () => {
    if (closing) return
    closing = true
    setTimeout(() => process.exit(1), closeDeadlineMs).unref()
    void close().finally(() => process.exit(0))
  }
  process.on('SIGTERM', end)
  // The terminal sends Ctrl-C to everybody; the parent decides.
  process.on('SIGINT', () => (process.send ? undefined : end()))
  process.on('SIGHUP', () => {})
  process.on('disconnect', end)
  // The parent may have gone while this process was still loading.
  if (process.send && !process.connected) end()
}
