// The one test command: builds, checks types, style and format, then runs every test. The last line says how many
// passed and failed. `--long` runs what takes longer (tests/long).
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)
const long = process.argv.includes('--long')
const reports = mkdtempSync(join(tmpdir(), 'candour-reports-'))
const totals = { passed: 0, failed: 0, skipped: 0 }
const bin = (name) => join('node_modules', '.bin', name)

await step('build', process.execPath, ['scripts/build.mjs'])
if (!long) {
  await Promise.all([
    step('types', bin('tsc'), ['--noEmit']),
    step('style', bin('oxlint'), ['--deny-warnings', 'src', 'tests', 'scripts', 'bench']),
  ])
  await step('format', bin('biome'), ['check', '.'])
  await tests('unit, database, browser', [
    '--project',
    'unit',
    '--project',
    'database',
    '--project',
    'journeys',
  ])
  await tests('starting', ['--project', 'starting'])
  if (existsSync('/usr/lib/postgresql/15/bin/postgres') && !process.env.TEST_DATABASE_URL)
    await tests('PostgreSQL 15', ['--project', 'database'], ['scripts/run.mjs', 'with-postgres-15', '--'])
} else {
  await tests('long', ['--config', 'vitest.long.config.ts'])
}

rmSync(reports, { recursive: true, force: true })
console.log(
  `\n${totals.passed} passed, ${totals.failed} failed${totals.skipped ? `, ${totals.skipped} skipped` : ''}`,
)
process.exit(totals.failed > 0 ? 1 : 0)

/** A check counts as one test. */
async function step(name, command, args) {
  const began = performance.now()
  const code = await run(command, args)
  totals[code === 0 ? 'passed' : 'failed']++
  console.log(`${code === 0 ? '✓' : '×'} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`)
  if (name === 'build' && code !== 0) {
    console.log(`\n${totals.passed} passed, ${totals.failed} failed`)
    process.exit(1)
  }
}

async function tests(name, args, wrapper = []) {
  const began = performance.now()
  const report = join(reports, `${name.replaceAll(' ', '-')}.json`)
  const vitest = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...args,
  ]
  const code = await run(
    process.execPath,
    wrapper.length ? [...wrapper, process.execPath, ...vitest] : vitest,
  )
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTotalTestSuites, numFailedTestSuites } =
      JSON.parse(readFileSync(report, 'utf8'))
    totals.passed += numPassedTests
    totals.failed += numFailedTests
    totals.skipped += numPendingTests
    // A file that failed before its first test counts too.
    if (code !== 0 && numFailedTests === 0) totals.failed += Math.max(1, numFailedTestSuites)
    console.log(
      `${code === 0 ? '✓' : '×'} tests, ${name}: ${numPassedTests} passed, ${numFailedTests} failed in ${numTotalTestSuites} suites (${seconds} s)`,
    )
  } catch {
    totals.failed++
    console.log(`× tests, ${name}: ended without a report (${seconds} s)`)
  }
}

function run(command, args) {
  return new Promise((done) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
    child.on('error', (error) => {
      console.error(error.message)
      done(127)
    })
    child.on('exit', (code) => done(code ?? 1))
  })
}
