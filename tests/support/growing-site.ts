import { type Random, seededRandom } from '../../src/domain/random.ts'
import { emptyColumns, FactSet } from '../../src/features/outcomes/facts.ts'

const dayMs = 86_400_000

/** Somebody of a simulated site: what happens to them, whatever is known of it at a date. */
interface Life {
  enrolledAt: number
  startedAt: number
  committedAt: number
  completedAt: number
  leftAt: number
  ratedAt: number
  stars: number
  intent: number
  goal: number
  activeSeconds: number
  paidMinor: number
  advertisedDays: number
  person: number
}

/**
 * A credential to which people come month by month, small enough that many groups of it hold fewer than ten. The same
 * seed gives the same people.
 */
export class GrowingSite {
  readonly #lives: Life[]

  constructor(seed: string, { people, from, until }: { people: number; from: number; until: number }) {
    const random = seededRandom(seed)
    this.#lives = Array.from({ length: people }, () => lifeOf(random, from, until)).sort(
      (a, b) => a.enrolledAt - b.enrolledAt,
    )
  }

  /** The facts that are known at a date. */
  at(asOf: number): FactSet {
    const lives = this.#lives.filter((life) => life.enrolledAt < asOf)
    const columns = emptyColumns(lives.length)
    const known = (instant: number) => (instant < asOf ? instant : Number.NaN)
    lives.forEach((life, k) => {
      columns.number[k] = k + 1
      columns.enrolledAt[k] = life.enrolledAt
      columns.advertisedDays[k] = life.advertisedDays
      columns.person[k] = life.person
      columns.completedAt[k] = known(life.completedAt)
      columns.workDoneAt[k] = known(life.completedAt)
      columns.committedAt[k] = known(life.committedAt)
      columns.startedAt[k] = known(life.startedAt)
      columns.leftAt[k] = known(life.completedAt) > 0 ? Number.NaN : known(life.leftAt)
      columns.lastActiveAt[k] = known(life.startedAt)
      columns.intent[k] = life.intent
      columns.goal[k] = life.goal
      if (life.startedAt < asOf) columns.activeSeconds[k] = life.activeSeconds
      if (life.startedAt < asOf) columns.doingSeconds[k] = Math.floor(life.activeSeconds / 3)
      if (life.committedAt < asOf) columns.paidMinor[k] = life.paidMinor
      if (life.ratedAt < asOf) columns.stars[k] = life.stars
    })
    return new FactSet(columns)
  }
}

function lifeOf(random: Random, from: number, until: number): Life {
  const never = Number.POSITIVE_INFINITY
  const enrolledAt = Math.floor(from + (until - from) * random.uniform() ** 0.9)
  const after = (days: number) => enrolledAt + days * dayMs
  const starts = random.bernoulli(0.9)
  const commits = starts && random.bernoulli(0.75)
  const completes = commits && random.bernoulli(0.55)
  const completedAt = completes ? after(20 + random.exponential(0.012)) : never
  const leaves = !completes && random.bernoulli(0.85)
  const rates = random.bernoulli(completes ? 0.6 : 0.15)
  return {
    enrolledAt,
    startedAt: starts ? after(random.uniform() * 3) : never,
    committedAt: commits ? after(7) : never,
    completedAt,
    leftAt: leaves ? after(7 + random.exponential(0.03)) : never,
    ratedAt: rates ? (completes ? completedAt + dayMs : after(60 + 100 * random.uniform())) : never,
    stars: Math.max(1, 5 - Math.floor(random.exponential(1))),
    intent: Math.floor(random.uniform() * 3),
    goal: Math.floor(random.uniform() * 5),
    // Some work without script.
    activeSeconds: random.bernoulli(0.93) ? 3600 + Math.floor(random.exponential(1 / 30_000)) : 0,
    paidMinor: 2900 * (1 + Math.floor(random.exponential(1))),
    advertisedDays: random.bernoulli(0.8) ? 42 : 56,
    person: -1,
  }
}
