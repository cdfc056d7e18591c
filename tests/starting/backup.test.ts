import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/platform/config.ts'
import { binariesIn } from '../../src/platform/db/binaries.ts'
import { type Cluster, startCluster } from '../../src/platform/db/cluster.ts'
import { openDeps } from '../../src/platform/open-site.ts'
import { projectFolder } from '../../src/platform/project.ts'
import { publishWeaving, signedIn } from '../worlds.ts'
import { candour, cleanUp, newFolder, type SiteProcess, startSite, statusOf, until } from './site-process.ts'

// One site with people, money and files; a backup of it while it runs; and what becomes of the backup.

const postgres15 = '/usr/lib/postgresql/15/bin'
const rowsOfFiller = 60_000
let site: SiteProcess
let backup: string
let before: Record<string, string>

beforeAll(async () => {
  site = await startSite()
  await site.ready()
  await fill(site)
  before = await contentOf(site.data)
  backup = join(newFolder(), 'site.backup')
  const made = candour(['backup', backup, '--json'], { CANDOUR_DATA: site.data, DEMO: 'off' })
  expect({ status: made.status, stderr: made.stderr }).toEqual({ status: 0, stderr: '' })
  expect(JSON.parse(made.stdout)).toMatchObject({ files: 1, has_keys_secret: true })
}, 240_000)

afterAll(cleanUp)

describe('a backup', () => {
  it('is for its owner’s eyes, and never written over another', () => {
    expect(statSync(backup).mode & 0o777).toBe(0o600)
    const again = candour(['backup', backup], { CANDOUR_DATA: site.data, DEMO: 'off' })
    expect({ status: again.status, lines: again.lines }).toEqual({
      status: 2,
      lines: [`${backup} is there already. Give the backup another name.`],
    })
  })

  it('becomes the same site elsewhere: every row, file and key, and the jobs that waited', async () => {
    const data = join(newFolder(), 'data')
    const restored = candour(['restore', backup, '--json'], { CANDOUR_DATA: data, DEMO: 'off' })
    expect({ status: restored.status, stderr: restored.stderr }).toEqual({ status: 0, stderr: '' })
    expect(JSON.parse(restored.stdout)).toMatchObject({ files: 1, jobs: 1 })
    expect(await contentOf(data)).toEqual(before)
    const keys = readdirSync(join(site.data, 'keys'))
    expect(keys).toHaveLength(2)
    for (const file of keys)
      expect(readFileSync(join(data, 'keys', file))).toEqual(readFileSync(join(site.data, 'keys', file)))

    const again = await startSite({ data })
    await again.ready()
    expect(await statusOf(`${again.origin}/readyz`)).toBe(200)
    await withDatabase(data, async (client) => {
      const jobs = await client.query(
        `select task_identifier, key, run_at from graphile_worker.jobs where key like 'erase:%'`,
      )
      expect(jobs.rows).toEqual([
        {
          task_identifier: 'account.erase-words',
          key: 'erase:somebody',
          run_at: new Date('2100-01-01T00:00:00Z'),
        },
      ])
      // The rules are back: history can't be rewritten, and new rows get new numbers.
      await expect(client.query('delete from audit_entries')).rejects.toThrow(/append-only/)
      const last = await client.query('select max(id) as last from audit_entries')
      const added = await client.query(
        `insert into audit_entries (at, action, subject_kind, subject_id) values (now(), 'a', 'b', 'c') returning id`,
      )
      expect(Number(added.rows[0].id)).toBeGreaterThan(Number(last.rows[0].last))
      const keys = await client.query(
        `select count(*)::int as n from pg_constraint where contype = 'f' and convalidated`,
      )
      expect(keys.rows[0].n).toBeGreaterThan(50)
    })
    await again.stop()
  })

  it('is refused where a site is, and nothing of that site is touched', async () => {
    const refused = candour(['restore', backup], { CANDOUR_DATA: site.data, DEMO: 'off' })
    expect(refused.status).toBe(2)
    expect(refused.lines).toEqual([expect.stringMatching(/^Candour already runs on/)])
    const data = newFolder()
    writeFileSync(join(data, 'demo-sign-ins.json'), '{}')
    const full = candour(['restore', backup], { CANDOUR_DATA: data, DEMO: 'off' })
    expect(full.lines).toEqual([
      expect.stringMatching(/is in use \(it holds demo-sign-ins\.json\)\. Restore into an empty one/),
    ])
    expect(existsSync(join(data, 'cluster'))).toBe(false)
  })

  it('that is damaged or cut off is refused whole', () => {
    const bytes = readFileSync(backup)
    const flipped = join(newFolder(), 'flipped')
    const cut = join(newFolder(), 'cut')
    const middle = Math.floor(bytes.length / 2)
    writeFileSync(
      flipped,
      Buffer.concat([
        bytes.subarray(0, middle),
        Buffer.from([bytes[middle]! ^ 255]),
        bytes.subarray(middle + 1),
      ]),
    )
    writeFileSync(cut, bytes)
    truncateSync(cut, bytes.length - 2_000)
    for (const file of [flipped, cut]) {
      const data = join(newFolder(), 'data')
      const refused = candour(['restore', file], { CANDOUR_DATA: data, DEMO: 'off' })
      expect({ status: refused.status, lines: refused.lines }).toEqual({
        status: 2,
        lines: [expect.stringMatching(/is damaged or no backup of Candour/)],
      })
      expect(candour(['start'], { CANDOUR_DATA: data, PORT: '39996', DEMO: 'off' }).lines).toEqual([
        expect.stringMatching(/A restore into .* was not finished/),
      ])
      // The good one goes into the same place then.
      if (file === cut)
        expect(candour(['restore', backup], { CANDOUR_DATA: data, DEMO: 'off' }).status).toBe(0)
    }
  })

  it('whose restore is killed half-way is named by the next start, and can be restored again', async () => {
    const data = join(newFolder(), 'data')
    const child = spawn(process.execPath, [join(projectFolder, 'bin', 'candour'), 'restore', backup], {
      env: { ...process.env, CANDOUR_DATA: data, DEMO: 'off' },
      stdio: 'ignore',
    })
    await until(() => existsSync(join(data, 'restoring', 'about.json')))
    const ended = new Promise((done) => child.once('exit', (_, signal) => done(signal)))
    child.kill('SIGKILL')
    expect(await ended).toBe('SIGKILL')
    const start = candour(['start'], { CANDOUR_DATA: data, PORT: '39996', DEMO: 'off' })
    expect({ status: start.status, lines: start.lines }).toEqual({
      status: 2,
      lines: [expect.stringMatching(/was not finished\. Run "candour restore FILE" again/)],
    })
    expect(candour(['restore', backup], { CANDOUR_DATA: data, DEMO: 'off' }).status).toBe(0)
    expect(await contentOf(data)).toEqual(before)
  })
})

describe.skipIf(!existsSync(postgres15))('across major versions (skipped: no PostgreSQL 15 here)', () => {
  let old: Cluster
  beforeAll(async () => {
    old = await startCluster({
      folder: join(newFolder(), 'data', 'cluster'),
      folderAsked: true,
      throwaway: true,
      binaries: binariesIn(postgres15, '15'),
    })
  })
  afterAll(() => old?.stop())

  it('a backup goes from 18 to a server of 15 behind DATABASE_URL, and back', async () => {
    const { host, user, database } = old.connection
    const url = `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host)}`
    const there = { CANDOUR_DATA: join(newFolder(), 'data'), DATABASE_URL: url, DEMO: 'off' }
    expect(candour(['restore', backup], there)).toMatchObject({ status: 0, stderr: '' })
    expect(candour(['restore', backup], { ...there, CANDOUR_DATA: join(newFolder(), 'data') }).lines).toEqual(
      ['The database is not empty. Restore into a new one: nothing is overwritten.'],
    )
    const second = join(newFolder(), 'from-15.backup')
    expect(candour(['backup', second], there)).toMatchObject({ status: 0, stderr: '' })
    const back = join(newFolder(), 'data')
    expect(candour(['restore', second], { CANDOUR_DATA: back, DEMO: 'off' })).toMatchObject({
      status: 0,
      stderr: '',
    })
    expect(await contentOf(back)).toEqual(before)
  })
})

/** People, an edition, answers with odd characters, a signing key, a file, and a job for another century. */
async function fill({ data, port }: SiteProcess): Promise<void> {
  const cluster = await startCluster({ folder: join(data, 'cluster'), folderAsked: true })
  const config = readConfig({ CANDOUR_DATA: data, PORT: String(port), DEMO: 'off' })
  const deps = openDeps(config, cluster.connection, 'backup-test', { info: () => {}, error: () => {} })
  await publishWeaving(deps)
  const visitor = () => ({ cookies: new Map<string, string>() })
  await signedIn({ deps, visitor } as never, {
    email: 'zoë\\n\t"quoted"@example.org',
    name: 'Zoë \\. \\N\n\ttwo lines',
  })
  const { openFileVault } = await import('../../src/features/credentials/keys/file-vault.ts')
  await (await openFileVault(join(data, 'keys'))).make('harbour-guild', 'ed25519', new Date())
  await deps.storage.put(Buffer.from('a piece of work'))
  await deps.pool.query(
    `select graphile_worker.add_job('account.erase-words', json_build_object('personKey', 'somebody'), run_at => '2100-01-01', job_key => 'erase:somebody')`,
  )
  await deps.pool.query(
    `insert into audit_entries (at, action, subject_kind, subject_id, detail)
     select now(), 'filler', 'row', n::text, jsonb_build_object('text', repeat(md5(n::text), 3)) from generate_series(1, $1) n`,
    [rowsOfFiller],
  )
  await deps.close()
}

/** A fingerprint of every table. What a restore itself notes is left out. */
async function contentOf(data: string): Promise<Record<string, string>> {
  return withDatabase(data, async (client) => {
    const tables = await client.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public' and tablename not in ('schema_migrations', 'rate_limits') order by 1`,
    )
    const found: Record<string, string> = {}
    for (const { name } of tables.rows) {
      const left =
        name === 'site_state'
          ? `where key <> 'restored'`
          : name === 'audit_entries'
            ? `where action <> 'operations.restored'`
            : ''
      const { rows } = await client.query(
        `select count(*) || ' ' || coalesce(md5(string_agg(r, '' order by r)), '') as print from (select t::text as r from ${name} t ${left}) rows`,
      )
      found[name] = rows[0].print
    }
    return found
  })
}

async function withDatabase<T>(data: string, act: (client: Client) => Promise<T>): Promise<T> {
  const cluster = await startCluster({ folder: join(data, 'cluster'), folderAsked: true })
  const client = new Client({ ...cluster.connection, options: '-c timezone=UTC' })
  await client.connect()
  try {
    return await act(client)
  } finally {
    await client.end()
    if (!cluster.attached) await cluster.stop()
  }
}
