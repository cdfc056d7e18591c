import { markingScenarios } from '../src/domain/marking-scenarios.ts'
import { type SimulatedProject, simulateMarking } from '../src/domain/marking-simulation.ts'
import { seededRandom } from '../src/domain/random.ts'

// npm run simulate -- marking: what share of promises is kept, and what it costs in educator hours. The table stands in
// docs/methods/peer-review.md.

const [name, ...rest] = process.argv.slice(2)
if (name !== 'marking') {
  console.error(
    'Usage: npm run simulate -- marking [--minutes N] [--drop-out SHARE] [--seed N]\n\n' +
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
  else if (rest[k] === '--seed') seed = String(value)
  else usage(`There is no option ${rest[k]}.`)
}

const percent = (share: number) => `${(100 * share).toFixed(1)}\u00a0%`
for (const promiseDays of new Set(markingScenarios.map(({ project }) => project.promiseDays))) {
  console.log(`\nMarks promised within ${promiseDays} days\n`)
  console.log(
    '| pieces a day | pieces | kept | hours for 20 pieces (at hand a week) | hours short | longest wait | to educators: audit, late, doubt |',
  )
  console.log('| --- | --- | --- | --- | --- | --- | --- |')
  for (const { name: rate, project } of markingScenarios)
    if (project.promiseDays === promiseDays) printRow(rate, { ...project, ...changes })
}

function printRow(rate: string, project: SimulatedProject): void {
  const outcome = simulateMarking(project, seededRandom(`marking ${seed}`))
  const { audit, late, doubt } = outcome.educators
  const hours = project.educatorHoursPerWeek
  const cells = [
    rate,
    outcome.pieces.toLocaleString('en'),
    percent(outcome.kept),
    `${outcome.hoursPer20.toFixed(2)} (${hours.toFixed(hours < 10 ? 1 : 0)})`,
    outcome.hoursShort.toFixed(1),
    `${outcome.longestWaitDays.toFixed(1)}\u00a0days`,
    [audit, late, doubt].map(percent).join(', '),
  ]
  console.log(`| ${cells.join(' | ')} |`)
}

function usage(problem: string): never {
  console.error(problem)
  process.exit(64)
}
