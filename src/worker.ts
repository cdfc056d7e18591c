import { Logger, parseCronItems, run } from 'graphile-worker'
import { endWithParent, wordToBegin } from './platform/child.ts'
import { readConfig } from './platform/config.ts'
import type { Job } from './platform/jobs.ts'
import { openDeps, requireConnection } from './platform/open-site.ts'
import { releaseDeadJobs } from './platform/release-dead-jobs.ts'
import { eraseWords, roomJobs } from './room-jobs.ts'

// The job process: runs every room's jobs, and what happens by itself on a schedule.

await wordToBegin()
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

const dead = releaseDeadJobs(deps.pool)
let isStopping = false
const running = run({
  pgPool: deps.pool,
  taskList,
  parsedCronItems,
  events: dead.events,
  concurrency: 4,
  pollInterval: 2_000,
  noHandleSignals: true,
  logger: quietLogger(),
})

endWithParent(async () => {
  isStopping = true
  dead.stop()
  await running.then((runner) => runner.stop()).catch(() => {})
  await deps.close()
})

// Without a database the runner ends by itself; a new process begins with new connections.
running
  .then((runner) => {
    process.send?.('ready')
    return runner.promise
  })
  .catch((error) => deps.log.error('runner-ended', error))
  .finally(() => {
    if (!isStopping) process.exit(1)
  })

function quietLogger() {
  return new Logger(() => (level, message) => {
    if (level === 'error') deps.log.error('job', message)
  })
}
