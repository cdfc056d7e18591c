import { type MarkingScenario, markingScenarios, runScenario } from '../src/domain/marking-scenarios.ts'
import type { SimulatedProject } from '../src/domain/marking-simulation.ts'
import { seededRandom } from '../src/domain/random.ts'

// npm run simulate -- marking: what share of promises is kept, and what it costs in educator hours. The table stands in
// docs/methods/peer-review.md. npm run simulate -- billing: simulate-billing.ts.

const [name, ...rest] = process.argv.slice(2)
if (name === 'billing') {
  const { simulateBillingCommand } = await import('./simulate-billing.ts')
  const options = { learners: 10_000, months: 24, seed: 1, database: 300 }
  for (let k = 0; k < rest.length; k += 2) {
    const option = rest[k]?.replace(/^--/, '') as keyof typeof options
    const value = Number(rest[k + 1])
    if (!(option in options)) usage(`There is no option ${rest[k]}.`)
    if (!Number.isSafeInteger(value) || value < 0) usage(`${rest[k]} needs a whole number.`)
    options[option] = value
  }
  process.exit(await simulateBillingCommand({ ...options, seed: String(options.seed) }))
}
if (name !== 'marking') {
  console.error(
    'Usage: npm run simulate -- marking [--minutes N] [--drop-out SHARE] [--willing SHARE] [--absence SHARE]\n' +
      '         [--seed N]\n' +
      '       npm run simulate -- billing [--learners N] [--months N] [--seed N] [--database N]\n\n' +
      'Simulates peer review at several rates of arrival: share of promises kept, educator hours, longest wait; or fair\n' +
      'billing: every rule on people who do anything at any time, in the model and in a real database.',
  )
  process.exit(64)
}
const changes: Partial<SimulatedProject> = {}
let seed = '1'
for (let k = 0; k < rest.length; k += 2) {
  const value = Number(rest[k + 1])
  if (!Number.isFinite(value)) usage(`${rest[k]} needs a number.`)
  if (rest[k] === '--minutes') changes.educatorMinutes = value
  else if (rest[k] === '--drop-out') changes.dropOut = value
  else if (rest[k] === '--willing') changes.willing = value
  else if (rest[k] === '--absence') changes.absence = value
  else if (rest[k] === '--seed') seed = String(value)
  else usage(`There is no option ${rest[k]}.`)
}

const percent = (share: number) => `${(100 * share).toFixed(1)}\u00a0%`
for (const promiseDays of new Set(markingScenarios.map(({ project }) => project.promiseDays))) {
  console.log(`\nMarks promised within ${promiseDays} days\n`)
  console.log(
    '| pieces a day | pieces | kept (worst run) | hours for 20 pieces (at hand a week) | hours short | longest wait | to educators: audit, late, doubt | invitations for 20 |',
  )
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |')
  for (const scenario of markingScenarios)
    if (scenario.project.promiseDays === promiseDays)
      printRow({ ...scenario, project: { ...scenario.project, ...changes } })
}

function printRow(scenario: MarkingScenario): void {
  const outcome = runScenario(scenario, (one) => seededRandom(`marking ${seed} ${one}`))
  const { audit, late, doubt } = outcome.educators
  const hours = scenario.project.educatorHoursPerWeek
  const cells = [
    scenario.name,
    outcome.pieces.toLocaleString('en'),
    `${percent(outcome.kept)} (${percent(outcome.keptLowest)})`,
    `${outcome.hoursPer20.toFixed(2)} (${hours.toFixed(hours < 10 ? 1 : 0)})`,
    outcome.hoursShort.toFixed(1),
    `${outcome.longestWaitDays.toFixed(1)}\u00a0days`,
    [audit, late, doubt].map(percent).join(', '),
    outcome.invitationsPer20.toFixed(0),
  ]
  console.log(`| ${cells.join(' | ')} |`)
}

function usage(problem: string): never {
  console.error(problem)
  process.exit(64)
}
