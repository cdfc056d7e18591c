import { Logger, run } from 'graphile-worker'
import { expect, test } from 'vitest'
import { openTestSite } from '../../tests/support/site.ts'
import { addJob } from './jobs.ts'
import { releaseDeadJobs, releaseJobsOfTheDead } from './release-dead-jobs.ts'

test('a job that runs for long stays with its process, and is free when that is gone', async () => {
  const site = await openTestSite()
  const { db, pool } = site.deps
  let finish = () => {}
  const finished = new Promise<void>((done) => {
    finish = done
  })
  let begun = () => {}
  const running = new Promise<void>((done) => {
    begun = done
  })
  const guard = releaseDeadJobs(pool)
  const runner = await run({
    pgPool: pool,
    events: guard.events,
    noHandleSignals: true,
    parsedCronItems: [],
    logger: new Logger(() => () => {}),
    taskList: {
      'test.long': async () => {
        begun()
        await finished
      },
    },
  })
  await addJob(db, 'test.long')
  await running
  // As if it had been at it for a while.
  await pool.query(`update graphile_worker._private_jobs set locked_at = now() - interval '1 minute'`)
  await expect.poll(() => locksHeld(site)).toBe(1)
  expect(await releaseJobsOfTheDead(pool)).toEqual([])

  guard.stop()
  await expect.poll(() => locksHeld(site)).toBe(0)
  expect(await releaseJobsOfTheDead(pool)).toHaveLength(1)
  const { rows } = await pool.query('select locked_by from graphile_worker.jobs')
  expect(rows).toEqual([{ locked_by: null }])
  finish()
  await runner.stop()
  await site.close()
})

async function locksHeld({ deps }: Awaited<ReturnType<typeof openTestSite>>): Promise<number> {
  const { rows } = await deps.pool.query(
    `select count(*)::int as n from pg_locks l join pg_database d on d.oid = l.database
     where l.locktype = 'advisory' and l.classid = 731820 and d.datname = current_database()`,
  )
  return rows[0].n
}
