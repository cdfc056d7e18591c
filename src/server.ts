import { serve } from '@hono/node-server'
import { createApp } from './app.tsx'
import { endWithParent, wordToBegin } from './platform/child.ts'
import { readConfig } from './platform/config.ts'
import { openDeps, requireConnection } from './platform/open-site.ts'

// The web process. `candour start` runs it with the address of the database; on a bigger site it runs alone,
// as often as needed, with DATABASE_URL.

const stopDeadlineMs = 2_500

await wordToBegin()
const config = readConfig(process.env)
const deps = openDeps(config, requireConnection(config), 'web')
const app = createApp(deps)
const server = serve({ fetch: app.fetch, port: config.port, hostname: config.host }, () => {
  process.send?.('ready')
})
server.on('error', (error: NodeJS.ErrnoException) => {
  deps.log.error('listen-failed', error)
  // 2 is "can't": starting this process again would not help.
  process.exit(error.code === 'EADDRINUSE' ? 2 : 1)
})

endWithParent(async () => {
  const closed = new Promise((done) => server.close(done))
  if ('closeIdleConnections' in server) server.closeIdleConnections()
  setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), stopDeadlineMs).unref()
  await closed
  await app.close()
  await deps.close()
})
