/** Logs go to stderr as one line of JSON each; answers of commands go to stdout. No secret is ever passed here. */
export interface Log {
  info(event: string, detail?: Record<string, unknown>): void
  error(event: string, error: unknown, detail?: Record<string, unknown>): void
}

export function stderrLog(process_: string): Log {
  const write = (level: string, event: string, detail: Record<string, unknown>) =>
    process.stderr.write(
      `${JSON.stringify({ at: new Date().toISOString(), level, process: process_, event, ...detail })}\n`,
    )
  return {
    info: (event, detail = {}) => write('info', event, detail),
    error: (event, error, detail = {}) =>
      write('error', event, {
        ...detail,
        message: error instanceof Error ? error.message : String(error),
        stack: error instanceof Error ? error.stack : undefined,
      }),
  }
}

export const silentLog: Log = { info: () => {}, error: () => {} }
