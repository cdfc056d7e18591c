import { releaseFigures } from '../src/features/outcomes/release-figures.ts'
import { stoppedClock } from '../src/platform/clock.ts'
import { openDb, openPool } from '../src/platform/db/pool.ts'
import type { Deps } from '../src/platform/deps.ts'
import { silentLog } from '../src/platform/log.ts'
import { seededRandom, systemRandom } from '../src/platform/random.ts'

// One release in a process of its own, so that its memory is its own: says how long it took and what it held.

const { connection, asOf, now } = JSON.parse(process.argv[2] ?? '{}') as {
  connection: Parameters<typeof openPool>[0]['connection']
  asOf: string
  now: string
}
const pool = openPool({ connection, connectionsMax: 2 })
const deps = {
  pool,
  db: openDb(pool),
  clock: stoppedClock(now),
  random: process.env.SEED ? seededRandom(process.env.SEED) : systemRandom,
  log: silentLog,
} as unknown as Deps
const began = performance.now()
const release = await releaseFigures(deps, new Date(asOf))
const seconds = (performance.now() - began) / 1000
await pool.end()
console.log(
  JSON.stringify({
    seconds,
    megabytes: process.resourceUsage().maxRSS / 1024,
    figures: release.figures,
    measured: release.measured,
  }),
)
