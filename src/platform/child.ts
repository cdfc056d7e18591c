/** Stops in order on SIGTERM, and when the parent is gone (killed): no process is left behind. */
export function endWithParent(close: () => Promise<void>): void {
  let closing = false
  const end = () => {
    if (closing) return
    closing = true
    void close().finally(() => process.exit(0))
  }
  process.on('SIGTERM', end)
  // The terminal sends Ctrl-C to everybody; the parent decides.
  process.on('SIGINT', () => (process.send ? undefined : end()))
  process.on('SIGHUP', () => {})
  process.on('disconnect', end)
}
