import { type MarkingScenario, markingScenarios, runScenario } from '../src/domain/marking-scenarios.ts'
import type { SimulatedProject } from '../src/domain/marking-simulation.ts'
import { seededRandom } from '../src/domain/random.ts'

// npm run simulate -- marking: what share of promises is kept, and what it costs in educator hours. The table stands in
// docs/methods/peer-review.md.

const [name, ...rest] = process.argv.slice(2)
if (name !== 'marking') {
  console.error(
    'Usage: npm run simulate -- marking [--minutes N] [--drop-out SHARE] [--willing SHARE] [--absence SHARE]\n' +
      '         [--seed N]\n\n' +
      'Simulates peer review at several rates of arrival: share of promises kept, educator hours, longest wait.',
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
