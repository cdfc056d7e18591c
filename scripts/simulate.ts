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

const percent = (share: number) => `${(100 * share).toFixed(1)} %`
console.log(
  '| pieces a day | promise | pieces | kept | educator hours for 20 pieces | hours a week at hand | hours short | longest wait | by educators: audit, late, doubt | reviews of the reserve |',
)
console.log('| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: |')
for (const scenario of markingScenarios) {
  const project = { ...scenario.project, ...changes }
  const outcome = simulateMarking(project, seededRandom(`marking ${seed}`))
  const { audit, late, doubt } = outcome.educators
  console.log(
    `| ${scenario.name} | ${project.promiseDays} days | ${outcome.pieces.toLocaleString('en')} | ${percent(outcome.kept)} | ${outcome.hoursPer20.toFixed(2)} | ${project.educatorHoursPerWeek.toFixed(project.educatorHoursPerWeek < 10 ? 1 : 0)} | ${outcome.hoursShort.toFixed(1)} | ${outcome.longestWaitDays.toFixed(1)} days | ${percent(audit)}, ${percent(late)}, ${percent(doubt)} | ${percent(outcome.reserveShare)} |`,
  )
}

function usage(problem: string): never {
  console.error(problem)
  process.exit(64)
}
