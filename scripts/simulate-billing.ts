import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Simulation, simulateBilling } from '../src/domain/billing-model/simulation.ts'

// npm run simulate -- billing [--learners N] [--months N] [--seed N] [--database N]: the rules of fair billing on
// people who do anything at any time, under a sky of faults. First the pure model, on two cores; then the first of the
// same people through a real PostgreSQL with crashes, compared with the model. Exit code 0 only if everything held.

const from = new Date('2027-07-01T00:00:00Z')

interface Part {
  tally: [string, number][]
  happened: [string, number][]
  balances: [string, number][]
  broken: { rule: string; says: string }[]
  steps: number
}

export interface SimulateOptions {
  learners: number
  months: number
  seed: string
  database: number
}

export async function simulateBillingCommand(options: SimulateOptions): Promise<number> {
  const began = performance.now()
  const { learners, months, seed } = options
  console.log(`${learners} learners through ${months} months, seed ${seed}: the pure model`)
  const half = Math.ceil(learners / 2)
  const parts = await Promise.all([partOf(options, 0, half), partOf(options, half, learners)])
  const whole = parts.reduce(joined)
  printTables(whole)
  const modelSeconds = Math.round((performance.now() - began) / 1000)
  let databaseSays = ''
  let isDatabaseRight = true
  if (options.database > 0 && whole.broken.length === 0) {
    const { simulateInDatabase } = await import('./simulate-billing-database.ts')
    const outcome = await simulateInDatabase({ ...options, learners: options.database, from })
    isDatabaseRight = outcome.differences.length === 0
    for (const difference of outcome.differences.slice(0, 20)) console.log(difference)
    databaseSays = `; ${outcome.summary}`
  }
  for (const { rule, says } of whole.broken.slice(0, 20)) console.log(`BROKEN ${rule}: ${says}`)
  const isRight = whole.broken.length === 0 && isDatabaseRight
  const checks = whole.tally.reduce((sum, [, n]) => sum + n, 0)
  console.log(
    `${isRight ? 'Everything held' : 'NOT everything held'}: ${learners} learners × ${months} months, ${whole.steps} steps, ${checks} things looked at, ${whole.broken.length} broken, ${modelSeconds} s${databaseSays}`,
  )
  return isRight ? 0 : 1
}

async function partOf({ months, seed }: SimulateOptions, first: number, end: number): Promise<Part> {
  const child: ChildProcess = fork(fileURLToPath(import.meta.url), [
    'part',
    JSON.stringify({ months, seed, first, end }),
  ])
  return new Promise((done, failed) => {
    child.once('message', (part) => done(part as Part))
    child.once('exit', (code) => {
      if (code !== 0) failed(new Error(`a part of the simulation ended with ${code}`))
    })
  })
}

function joined(a: Part, b: Part): Part {
  const sum = (x: [string, number][], y: [string, number][]) => {
    const all = new Map(x)
    for (const [key, n] of y) all.set(key, (all.get(key) ?? 0) + n)
    return [...all]
  }
  return {
    tally: sum(a.tally, b.tally),
    happened: sum(a.happened, b.happened),
    balances: sum(a.balances, b.balances),
    broken: [...a.broken, ...b.broken],
    steps: a.steps + b.steps,
  }
}

function printTables({ tally, happened, balances, broken }: Part): void {
  const ruleOf = new Map<string, number>()
  for (const { rule } of broken) ruleOf.set(rule, (ruleOf.get(rule) ?? 0) + 1)
  const number = (text: string) => Number.parseInt(text, 10) || 99
  console.log('\n| rule | looked at | broken |\n| --- | ---: | ---: |')
  for (const [rule, n] of [...tally].sort(([a], [b]) => number(a) - number(b)))
    console.log(`| ${rule} | ${n.toLocaleString('en')} | ${ruleOf.get(rule) ?? 0} |`)
  console.log('\n| what happened | times |\n| --- | ---: |')
  for (const [what, n] of [...happened].sort(([a], [b]) => a.localeCompare(b)))
    console.log(`| ${what} | ${n.toLocaleString('en')} |`)
  console.log('\n| account in the end | minor units |\n| --- | ---: |')
  for (const [account, minor] of [...balances].sort(([a], [b]) => a.localeCompare(b)))
    console.log(`| ${account} | ${minor.toLocaleString('en')} |`)
  console.log('')
}

if (process.argv[2] === 'part' && process.send) {
  const { months, seed, first, end } = JSON.parse(process.argv[3] ?? '{}') as {
    months: number
    seed: string
    first: number
    end: number
  }
  const only = Array.from({ length: end - first }, (_, n) => `h${first + n}`)
  const { tally, happened, balances, broken, steps }: Simulation = simulateBilling({
    learners: only.length,
    months,
    seed,
    from,
    only,
  })
  const part: Part = {
    tally: [...tally],
    happened: [...happened],
    balances: [...balances],
    broken,
    steps,
  }
  process.send(part, () => process.disconnect())
}
