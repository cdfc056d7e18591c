import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { type App, createApp } from '../../src/app.tsx'
import { stoppedClock } from '../../src/platform/clock.ts'
import { readConfig } from '../../src/platform/config.ts'
import { openDb, openPool } from '../../src/platform/db/pool.ts'
import type { Deps } from '../../src/platform/deps.ts'
import { silentLog } from '../../src/platform/log.ts'
import { newPersonKey, seededRandom, systemRandom } from '../../src/platform/random.ts'
import { createSandboxPool } from '../../src/platform/sandbox/server-pool.ts'
import { folderStorage } from '../../src/platform/storage.ts'
import { eraseWords, roomJobs } from '../../src/room-jobs.ts'
import { atDatabase } from './cluster.ts'

/** A whole site in this process, on its own copy of the migrated database, with a clock that stands still. */
export interface TestSite {
  deps: Deps
  clock: ReturnType<typeof stoppedClock>
  /** Runs every job that is due by the test's clock, until none is left; returns the names of what ran. */
  runJobs(): Promise<string[]>
  /** A browser without a screen: keeps cookies, follows nothing by itself. */
  visitor(options?: { language?: string }): Visitor
  /** The demo's sign-ins, by the name before the @; empty without the demo. */
  passwords(): Record<string, string>
  /** Queries since the last call. */
  countQueries(): number
  close(): Promise<void>
}

export interface Visitor {
  get(path: string, headers?: Record<string, string>): Promise<Response>
  post(
    path: string,
    form?: Record<string, string | string[]> | FormData,
    headers?: Record<string, string>,
  ): Promise<Response>
  /** Posts JSON, as a page's script does. */
  postJson(path: string, body: unknown): Promise<Response>
  /** Posts bytes as a program does, with these headers alone. */
  postRaw(path: string, body: string, headers: Record<string, string>): Promise<Response>
  /** Follows a redirect of a form by a GET, as a browser does. */
  submit(
    path: string,
    form?: Record<string, string | string[]> | FormData,
  ): Promise<{ status: number; path: string; html: string }>
  cookies: Map<string, string>
}

export async function openTestSite(
  options: { now?: string; env?: Record<string, string>; deps?: Partial<Deps>; demo?: boolean } = {},
): Promise<TestSite> {
  const connection = inject('connection')
  const database = `t_${newPersonKey(systemRandom).replaceAll('-', '')}`
  const admin = openPool({ connection, connectionsMax: 1, statementNames: false })
  await admin.query(
    `create database ${database} template ${options.demo ? inject('demoTemplate') : inject('templateDatabase')}`,
  )
  const folder = mkdtempSync(join(tmpdir(), 'candour-site-'))
  if (options.demo) cpSync(inject('demoFolder'), folder, { recursive: true })
  const pool = openPool({ connection: atDatabase(connection, database), connectionsMax: 6 })
  let queries = 0
  const db = openDb(pool, () => queries++)
  const clock = stoppedClock(options.now ?? '2026-11-24T09:00:00Z')
  const config = readConfig({
    CANDOUR_DATA: folder,
    PUBLIC_URL: 'http://127.0.0.1:3000',
    DEMO: options.demo ? 'on' : 'off',
    ...options.env,
  })
  const deps: Deps = {
    config,
    db,
    pool,
    clock,
    random: seededRandom(database),
    // A fault of ours in a test must be seen.
    log: { ...silentLog, error: (event, error) => console.error(event, error) },
    storage: folderStorage(join(folder, 'files')),
    sandbox: createSandboxPool({ size: 1, spares: 0 }),
    fetch: () => Promise.reject(new Error('tests have no network')),
    ...options.deps,
  }
  const app = createApp(deps)
  return {
    deps,
    clock,
    runJobs: () => runJobs(deps),
    visitor: (visitorOptions) => visitor(app, config.publicUrl.origin, visitorOptions),
    passwords: () => {
      if (!options.demo) return {}
      const kept = JSON.parse(readFileSync(join(folder, 'demo-sign-ins.json'), 'utf8')) as Record<
        string,
        string
      >
      return Object.fromEntries(
        Object.entries(kept).map(([email, password]) => [email.split('@')[0], password]),
      )
    },
    countQueries: () => {
      const counted = queries
      queries = 0
      return counted
    },
    async close() {
      await app.close()
      await deps.sandbox.close()
      await db.destroy()
      await admin.query(`drop database ${database} with (force)`)
      await admin.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

// The jobs of the queue table, by the clock of the test instead of the worker's: real rows, real code, no waiting.
async function runJobs(deps: Deps): Promise<string[]> {
  const jobs = Object.assign({ 'account.erase-words': eraseWords }, ...roomJobs.map((room) => room.jobs))
  const ran: string[] = []
  for (;;) {
    const { rows } = await deps.pool.query<{ id: number; name: string; payload: Record<string, unknown> }>(
      `select j.id, t.identifier as name, j.payload from graphile_worker._private_jobs j
       join graphile_worker._private_tasks t on t.id = j.task_id where j.run_at <= greatest($1::timestamptz, now()) order by j.id limit 1`,
      [deps.clock.now()],
    )
    const job = rows[0]
    if (!job) return ran
    if (!jobs[job.name]) throw new Error(`no room runs the job "${job.name}"`)
    await jobs[job.name](deps, job.payload ?? {})
    await deps.pool.query('delete from graphile_worker._private_jobs where id = $1', [job.id])
    ran.push(job.name)
  }
}

function visitor(app: App, origin: string, { language }: { language?: string } = {}): Visitor {
  const cookies = new Map<string, string>()
  const request = async (path: string, init: RequestInit & { headers: Record<string, string> }) => {
    if (cookies.size) init.headers.cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    if (language) init.headers['accept-language'] = language
    const response = await app.request(origin + path, { ...init, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
      if (/max-age=0/i.test(line) || value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }
  const self: Visitor = {
    cookies,
    get: (path, headers = {}) =>
      request(path, { method: 'GET', headers: { accept: 'text/html', ...headers } }),
    post: (path, form = {}, headers = {}) => {
      const body =
        form instanceof FormData
          ? form
          : new URLSearchParams(Object.entries(form).flatMap(([k, v]) => [v].flat().map((one) => [k, one])))
      return request(path, {
        method: 'POST',
        body,
        headers: { accept: 'text/html', origin, 'sec-fetch-site': 'same-origin', ...headers },
      })
    },
    postJson: (path, body) =>
      request(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          origin,
          'sec-fetch-site': 'same-origin',
        },
      }),
    postRaw: (path, body, headers) => request(path, { method: 'POST', body, headers: { ...headers } }),
    async submit(path, form) {
      const response = await self.post(path, form)
      const location = response.headers.get('location')
      if (response.status !== 303 || !location)
        return { status: response.status, path, html: await response.text() }
      const next = await self.get(location)
      return { status: next.status, path: location, html: await next.text() }
    },
  }
  return self
}
