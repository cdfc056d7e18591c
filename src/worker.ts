import { Logger, parseCronItems, run } from 'graphile-worker'
import { endWithParent } from './platform/child.ts'
import { readConfig } from './platform/config.ts'
import type { Job } from './platform/jobs.ts'
import { openDeps, requireConnection } from './platform/open-site.ts'
import { eraseWords, roomJobs } from './room-jobs.ts'

// The job process: runs every room's jobs, and what happens by itself on a schedule.

const config = readConfig(process.env)
const deps = openDeps(config, requireConnection(config), 'worker')

const jobs: Record<string, Job> = Object.assign(
  { 'account.erase-words': eraseWords },
  ...roomJobs.map((room) => room.jobs),
)
const taskList = Object.fromEntries(
  Object.entries(jobs).map(([name, job]) => [
    name,
    (payload: unknown) => job(deps, (payload ?? {}) as Record<string, unknown>),
  ]),
)
const parsedCronItems = parseCronItems(
  roomJobs.flatMap((room) =>
    (room.schedule ?? []).map(({ cron, job }) => ({ match: cron, task: job, identifier: job })),
  ),
)

const runner = await run({
  pgPool: deps.pool,
  taskList,
  parsedCronItems,
  concurrency: 4,
  pollInterval: 2_000,
  noHandleSignals: true,
  logger: quietLogger(),
})
process.send?.('ready')

endWithParent(async () => {
  await runner.stop().catch(() => {})
  await deps.close()
})

function quietLogger() {
  return new Logger(() => (level, message) => {
    if (level === 'error') deps.log.error('job', message)
  })
}
