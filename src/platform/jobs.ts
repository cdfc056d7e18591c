import { sql } from 'kysely'
import type { Executor } from './db/pool.ts'
import type { Deps } from './deps.ts'

/** What a room runs in the background. A job may run twice after a crash: it must find out what was done already. */
export type Job = (deps: Deps, payload: Record<string, unknown>) => Promise<void>

export interface RoomJobs {
  /** name ('room.verb') → job */
  jobs: Record<string, Job>
  /** cron lines (UTC) → name of a job above, for what happens by itself */
  schedule?: { cron: string; job: string }[]
  /** Deletes what this room holds that names a person or is their words; facts under the random key stay. */
  erase?: (tx: Executor, personKey: string) => Promise<void>
}

/**
 * Adds a job in the transaction that needs it: it exists exactly if the transaction commits.
 * @param options.key jobs with the same key that wait are one job
 */
export async function addJob(
  tx: Executor,
  name: string,
  payload: Record<string, unknown> = {},
  options: { key?: string; runAt?: Date; attemptsMax?: number } = {},
): Promise<void> {
  await sql`select graphile_worker.add_job(
    identifier => ${name}::text, payload => ${JSON.stringify(payload)}::json, job_key => ${options.key ?? null}::text,
    run_at => ${options.runAt ?? null}::timestamptz, max_attempts => ${options.attemptsMax ?? null}::int)`.execute(
    tx,
  )
}

export interface JobToAdd {
  payload: Record<string, unknown>
  key: string
}

/** Adds many jobs of one name, each once: one statement. */
export async function addJobs(tx: Executor, name: string, jobs: JobToAdd[]): Promise<void> {
  if (jobs.length === 0) return
  await sql`select count(*) from graphile_worker.add_jobs((
    select array_agg(row(${name}::text, j.payload::json, null, null, null, j.key, null, null)::graphile_worker.job_spec)
    from unnest(${jobs.map((job) => JSON.stringify(job.payload))}::text[], ${jobs.map((job) => job.key)}::text[]) as j (payload, key)))`.execute(
    tx,
  )
}
