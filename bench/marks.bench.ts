import { fastDraws } from '../src/domain/peer-marks/draws.ts'
import { estimateMarks } from '../src/domain/peer-marks/estimate.ts'
import { markTable } from '../src/domain/peer-marks/mark-table.ts'
import { graderEstimates, markGivenGraders } from '../src/domain/peer-marks/one-mark.ts'
import { pg1 } from '../src/domain/peer-marks/pg1.ts'
import { type PriorOfData, priorOfData } from '../src/domain/peer-marks/prior.ts'
import { simulatedMarks } from '../src/domain/peer-marks/simulated-marks.ts'
import { quantile, sortedSample } from '../src/domain/quantiles.ts'
import { seededRandom } from '../src/domain/random.ts'
import { benchChoosing } from './choosing.ts'
import { compareRates, median } from './interleave.ts'

// npm run bench -- marks [pg1|one|choosing]

const submissions = 10_000
const each = 4
const sweeps = 1000
const burnIn = 200

export async function bench([only]: string[] = []): Promise<void> {
  if (!only || only === 'pg1') await benchSampling()
  if (!only || only === 'one') benchOneMark()
  if (!only || only === 'choosing') await benchChoosing()
}

// The sampler against a loop that makes the same random draws and stores them, and nothing else.
async function benchSampling(): Promise<void> {
  const { marks } = simulatedMarks(seededRandom(1), { submissions, graders: submissions, each })
  const table = markTable(marks)
  const { prior } = priorOfData(table) as PriorOfData
  const perSecond = (work: () => void) => async () => {
    const began = performance.now()
    work()
    return 1000 / (performance.now() - began)
  }
  const ours = perSecond(() => pg1(table, prior, { random: seededRandom(2), sweeps, burnIn }))
  const plain = perSecond(() =>
    drawOnly(table.submissions.length, table.graders.length, prior.alpha0 + each / 2),
  )
  drawOnly(1000, 1000, 4)
  const { ratio, low, high, a, b } = await compareRates(5, plain, ours)
  console.log(
    `PG1, ${submissions} submissions × ${each} marks × ${sweeps} sweeps: ${(1 / b).toFixed(2)} s; the same draws alone ${(1 / a).toFixed(2)} s; ${ratio.toFixed(2)} × (${low.toFixed(2)}–${high.toFixed(2)})${ratio <= 3 ? '  ≤ 3 ✓' : '  > 3 ✗'}`,
  )
}

function drawOnly(submissionCount: number, graderCount: number, shape: number): void {
  const { normal, gamma } = fastDraws(seededRandom(3))
  const s = new Float64Array(submissionCount)
  const b = new Float64Array(graderCount)
  const tau = new Float64Array(graderCount)
  for (let sweep = 0; sweep < sweeps + burnIn; sweep++) {
    for (let i = 0; i < submissionCount; i++) s[i] = normal()
    for (let g = 0; g < graderCount; g++) {
      b[g] = normal()
      tau[g] = gamma(shape)
    }
    normal()
  }
}

function benchOneMark(): void {
  const { marks } = simulatedMarks(seededRandom(4), { submissions, graders: submissions, each })
  const table = markTable(marks)
  const run = estimateMarks(table, { method: 'pg1', random: seededRandom(5), sweeps: 20, burnIn: 10 })
  const graders = graderEstimates(table, run)
  const own = new Map<string, { mark: number; grader: string }[]>()
  for (const { submission, ...one } of marks) own.set(submission, [...(own.get(submission) ?? []), one])
  const times: number[] = []
  for (const [, given] of [...own].slice(0, 2000)) {
    const began = performance.now()
    markGivenGraders(
      given.map(({ mark, grader }) => ({ mark, grader: graders.get(grader) })),
      run.prior!,
    )
    times.push(performance.now() - began)
  }
  const most = quantile(sortedSample(times), 0.99) as number
  console.log(
    `one new mark, ${submissions} submissions behind it: ${(median(times) * 1000).toFixed(1)} µs, 99 of 100 below ${(most * 1000).toFixed(1)} µs${most < 5 ? '  < 5 ms ✓' : '  ≥ 5 ms ✗'}`,
  )
}
