import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { startCluster } from '../../src/platform/db/cluster.ts'
import { serverPid } from '../../src/platform/db/server-process.ts'
import {
  candour,
  cleanUp,
  isAlive,
  leftOf,
  processesOf,
  type SiteProcess,
  startSite,
  statusOf,
  until,
} from './site-process.ts'

// Starting, stopping, and coming back after any of the processes was killed.

const stopMsMax = 5_000
afterEach(cleanUp)

describe('stopping', () => {
  it('by SIGTERM ends everything within five seconds, with connections open and a job running', async () => {
    const site = await startSite()
    await site.ready()
    const { web, worker, database } = processesOf(site)
    const idle = await keepOpen(site, 'GET /sign-in HTTP/1.1\r\nhost: localhost\r\n\r\n')
    const half = await keepOpen(
      site,
      'POST /sessions HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\nemail=',
    )
    // A job that would take half a minute: a mail that waits for a lock.
    const holder = await holdMail(site)

    expect(await site.stop()).toBeLessThan(stopMsMax)

    expect(await site.exited).toBe(0)
    expect([web, worker, database].filter(isAlive)).toEqual([])
    await until(() => leftOf(site).length === 0, 5_000)
    expect(holdsOf(site)).toEqual([])
    expect(existsSync(join(site.data, 'cluster', 'postmaster.pid'))).toBe(false)
    for (const socket of [idle, half]) socket.destroy()
    await holder.end().catch(() => {})
  })

  it('by Ctrl-C, which the terminal sends to every process, ends in order too', async () => {
    const site = await startSite()
    await site.ready()
    const { web, worker, database } = processesOf(site)
    const began = performance.now()
    process.kill(-site.child.pid!, 'SIGINT')
    expect(await site.exited).toBe(0)
    expect(performance.now() - began).toBeLessThan(stopMsMax)
    expect([web, worker, database].filter(isAlive)).toEqual([])
    expect(readFileSync(join(site.data, 'cluster', 'server.log'), 'utf8')).toContain(
      'database system is shut down',
    )
  })

  it('while everything is still being made leaves nothing running, and the next start goes on', async () => {
    const first = await startSite()
    await until(() => serverPid(join(first.data, 'cluster')) !== undefined)
    expect(await first.stop('SIGINT')).toBeLessThan(stopMsMax)
    expect(await first.exited).toBe(0)
    await until(() => leftOf(first).length === 0, 5_000)
    const second = await startSite({ data: first.data })
    await second.ready()
    expect(await statusOf(`${second.origin}/readyz`)).toBe(200)
  })
})

describe('after kill -9', () => {
  it('of the web process, of the job process and of the database, the site comes back by itself', async () => {
    const site = await startSite()
    await site.ready()
    for (const victim of ['web', 'worker', 'database'] as const) {
      const before = processesOf(site)
      process.kill(before[victim], 'SIGKILL')
      await until(() => isBack(site, victim, before[victim]))
      expect(await statusOf(`${site.origin}/readyz`)).toBe(200)
    }
    expect(site.child.exitCode).toBe(null)
  })

  it('of the database, what needs it says "back in a moment" until it is back', async () => {
    const site = await startSite()
    await site.ready()
    process.kill(processesOf(site).database, 'SIGKILL')
    const seen = new Set<number>()
    await until(async () => {
      const status = await statusOf(`${site.origin}/readyz`)
      seen.add(status)
      return status === 200 && seen.has(503)
    })
    expect([...seen].filter((status) => status !== 200 && status !== 503)).toEqual([])
  })

  it('of the start itself, its children end, and the next start attaches to the database that still runs', async () => {
    const first = await startSite()
    await first.ready()
    const { web, worker, database } = processesOf(first)
    await first.stop('SIGKILL')
    await until(() => !isAlive(web) && !isAlive(worker), 10_000)
    expect(isAlive(database)).toBe(true)
    const second = await startSite({ data: first.data, port: first.port })
    await second.ready()
    expect(processesOf(second).database).toBe(database)
    await second.stop()
    expect(isAlive(database)).toBe(false)
  })

  it('of everything at once, the next start recovers', async () => {
    const first = await startSite()
    await first.ready()
    const { web, worker, database } = processesOf(first)
    for (const pid of [first.child.pid!, web, worker, database]) process.kill(pid, 'SIGKILL')
    await first.stop('SIGKILL')
    const second = await startSite({ data: first.data, port: first.port })
    await second.ready()
    expect(await statusOf(`${second.origin}/readyz`)).toBe(200)
  })

  it('of the job process in the middle of a job, the job is done within seconds', async () => {
    const site = await startSite()
    await site.ready()
    const holder = await holdMail(site)
    process.kill(processesOf(site).worker, 'SIGKILL')
    await holder.query('rollback')
    await until(async () => {
      const { rows } = await holder.query(`select 1 from mail_messages where handed_over_at is not null`)
      return rows.length === 1
    }, 30_000)
    await holder.end()
  })
})

describe('commands beside a site', () => {
  it('attach to the one that runs and leave it running; alone they start and stop what they need', async () => {
    const site = await startSite()
    await site.ready()
    const added = candour(['operator', 'add', 'first@example.org'], { CANDOUR_DATA: site.data, DEMO: 'off' })
    expect({ status: added.status, link: /\/operators\/invitations\//.test(added.stdout) }).toEqual({
      status: 0,
      link: true,
    })
    expect(await statusOf(`${site.origin}/readyz`)).toBe(200)
    await site.stop()
    expect(
      candour(['operator', 'add', 'second@example.org'], { CANDOUR_DATA: site.data, DEMO: 'off' }).status,
    ).toBe(0)
    expect(serverPid(join(site.data, 'cluster'))).toBe(undefined)
  })
})

async function isBack(
  site: SiteProcess,
  victim: 'web' | 'worker' | 'database',
  before: number,
): Promise<boolean> {
  try {
    const now = processesOf(site)[victim]
    return now !== before && now !== undefined && (await statusOf(`${site.origin}/readyz`)) === 200
  } catch {
    return false
  }
}

function keepOpen(site: SiteProcess, request: string) {
  const socket = connect(site.port, '127.0.0.1')
  socket.on('error', () => {})
  return new Promise<typeof socket>((done) =>
    socket.once('connect', () => socket.write(request, () => done(socket))),
  )
}

/** A mail whose row somebody holds, so that the job that hands it over is seen running and does not end. */
async function holdMail(site: SiteProcess): Promise<Client> {
  const { connection } = await startCluster({ folder: join(site.data, 'cluster'), folderAsked: true })
  const client = new Client(connection)
  client.on('error', () => {})
  await client.connect()
  const id = '00000000-0000-4000-8000-000000000001'
  await client.query(
    `insert into mail_messages (id, idempotency_key, purpose, to_address, subject, body_text, body_html, created_at)
     values ($1, 'a', 'test', 'a@example.org', 's', 't', 'h', now())`,
    [id],
  )
  await client.query('begin')
  // Not the row, which the job would skip: the whole table, which it waits for.
  await client.query('lock table mail_messages in access exclusive mode')
  const other = new Client(connection)
  await other.connect()
  await other.query(`select graphile_worker.add_job('mail.deliver', json_build_object('id', $1::text))`, [id])
  await until(async () => {
    const { rows } = await other.query('select 1 from graphile_worker.jobs where locked_by is not null')
    return rows.length > 0
  })
  await other.end()
  return client
}

function holdsOf(site: SiteProcess): string[] {
  const name = createHash('sha256').update(realpathSync(site.data)).digest('hex').slice(0, 16)
  return readdirSync('/tmp').filter((file) => file.startsWith('candour-hold-') && file.includes(name))
}
