import { epanechnikovMass } from './nelson-aalen.ts'

/** A share of everybody at the end of a day. */
export interface StepPoint {
  day: number
  value: number
}

const pointsMax = 26

/**
 * When people finish: of those still at it, the share who finish in a week, by time since enrolling. From the published
 * steps of two curves alone, so that it tells nothing that they don't: the rise of finishing between two steps, by those
 * who had neither finished nor left before it, is the increment of the cumulative hazard (Nelson 1972, Technometrics 14,
 * 945–966; Aalen 1978, Annals of Statistics 6, 701–726), spread evenly between the steps and smoothed by an Epanechnikov
 * kernel whose mass is kept inside at the edges (Ramlau-Hansen 1983, Annals of Statistics 11, 453–466). The kernel
 * reaches an eighth of the time shown to either side, at least one week and at most four; shown is the time until nobody
 * finishes any more.
 * @param finishing cumulative incidence of finishing, ascending by day, without the start at 0
 * @param leaving the same of leaving
 * @returns shares per week; empty where fewer than three steps are known
 */
export function finishingPace(
  finishing: readonly StepPoint[],
  leaving: readonly StepPoint[],
): { day: number; perWeek: number }[] {
  const rises = risesOf(finishing, leaving)
  const last = rises.findLast(({ hazard }) => hazard > 0)?.to ?? 0
  if (rises.length < 3 || last < 14) return []
  const bandwidth = Math.min(28, Math.max(7, last / 8))
  const end = Math.min(finishing.at(-1)!.day, last + bandwidth)
  const step = Math.max(7, Math.ceil(end / pointsMax / 7) * 7)
  const points = []
  for (let day = step; day <= end; day += step)
    points.push({ day, perWeek: 7 * hazardAt(rises, day, end, bandwidth) })
  return points
}

interface Rise {
  from: number
  to: number
  hazard: number
}

function risesOf(finishing: readonly StepPoint[], leaving: readonly StepPoint[]): Rise[] {
  const rises: Rise[] = []
  let [from, before] = [0, 0]
  for (const { day, value } of finishing) {
    if (!(day > from)) continue
    const left = leaving.findLast((point) => point.day < day)?.value ?? 0
    const stillAtIt = 1 - before - left
    if (stillAtIt > 0) rises.push({ from, to: day, hazard: Math.max(0, value - before) / stillAtIt })
    ;[from, before] = [day, value]
  }
  return rises
}

// Per day. The kernel's part on a rise, times the hazard per day there, by the part of the kernel that lies inside.
function hazardAt(rises: readonly Rise[], day: number, end: number, bandwidth: number): number {
  const between = (from: number, to: number) => {
    const [a, b] = [from, to].map((at) => Math.min(1, Math.max(-1, (at - day) / bandwidth))) as [
      number,
      number,
    ]
    return epanechnikovMass(b) - epanechnikovMass(a)
  }
  const sum = rises.reduce(
    (total, { from, to, hazard }) => total + (hazard / (to - from)) * between(from, to),
    0,
  )
  return sum / between(0, end)
}
