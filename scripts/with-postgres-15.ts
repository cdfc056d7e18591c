import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { binariesIn } from '../src/platform/db/binaries.ts'
import { startCluster } from '../src/platform/db/cluster.ts'

// Runs a command with TEST_DATABASE_URL pointing at a throwaway PostgreSQL 15, the oldest that is supported:
//   node scripts/run.mjs with-postgres-15 -- COMMAND …

const binaries = process.env.CANDOUR_POSTGRES_15 ?? '/usr/lib/postgresql/15/bin'
const [dashes, command, ...argv] = process.argv.slice(2)

if (dashes !== '--' || !command) {
  console.error('Usage: node scripts/run.mjs with-postgres-15 -- COMMAND …')
  process.exit(64)
}
if (!existsSync(join(binaries, 'initdb'))) {
  console.error(
    `There is no PostgreSQL 15 in ${binaries}. Set CANDOUR_POSTGRES_15 to the folder of its programs.`,
  )
  process.exit(2)
}
process.exit(await runWith(command, argv))

async function runWith(program: string, args: string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'candour-pg15-'))
  chmodSync(folder, 0o755)
  const cluster = await startCluster({
    folder: join(folder, 'cluster'),
    folderAsked: true,
    throwaway: true,
    binaries: binariesIn(binaries, '15'),
  })
  try {
    const { host, user } = cluster.connection
    return await run(program, args, `postgres://${user}@localhost/postgres?host=${encodeURIComponent(host)}`)
  } finally {
    await cluster.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function run(program: string, args: string[], url: string): Promise<number> {
  return new Promise((done) => {
    const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, TEST_DATABASE_URL: url } })
    // Whoever stops this stops the command, and then the server is stopped too.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
    child.on('error', (error) => {
      console.error(error.message)
      done(127)
    })
    child.on('exit', (code, signal) => done(code ?? 128 + (signal ? constants.signals[signal] : 0)))
  })
}
