import { seededRandom } from '../random.ts'
import { type Balances, checkBooks } from './check-books.ts'
import { type Broken, checkAgreement, type Tally } from './checks.ts'
import { type Command, carryOut } from './commands.ts'
import { drawHousehold, type Household } from './household.ts'
import { drawWeather, type Weather } from './weather.ts'
import { workerRound } from './worker.ts'
import { type Card, dayMs, type World } from './world.ts'

// Many households through many months under one sky. After each step what it touched is checked; at the end of every
// month all rules and the whole ledger.

export interface SimulationOptions {
  learners: number
  months: number
  seed: string
  from: Date
  withDisputes?: boolean
  /** Only these households of them all, by their seeds: to look at one that broke a rule. */
  only?: readonly string[]
}

export interface SimulatedLearner {
  world: World
  /** How the cards behaved in the beginning. */
  firstCards: ReadonlyMap<string, Card['behaviour']>
  /** Everything that people did, to be played again elsewhere. */
  log: { at: number; command: Command }[]
}

export interface Simulation {
  learners: SimulatedLearner[]
  weather: Weather
  tally: Tally
  broken: Broken[]
  /** What happened, by kind: so that everybody sees that it was there. */
  happened: Map<string, number>
  /** Balances in the end, by kind of account and currency. */
  balances: Balances
  steps: number
}

const monthMs = 30.4375 * dayMs
const brokenMax = 50

/** Runs it to the end, or until too much is broken. @param onMonth called at the end of each simulated month */
export function simulateBilling(
  options: SimulationOptions,
  onMonth: (month: number, simulation: Simulation) => void = () => {},
): Simulation {
  const from = options.from.getTime()
  const until = from + options.months * monthMs
  const random = seededRandom(`billing ${options.seed}`)
  const weather = drawWeather(random.fork('weather'), { from, until })
  const seeds = options.only ?? Array.from({ length: options.learners }, (_, n) => `h${n}`)
  const walks = seeds.map((seed) => {
    const { withDisputes } = options
    return new Walk(drawHousehold(random.fork(seed), { seed, from, until, withDisputes }), weather)
  })
  const simulation: Simulation = {
    learners: walks,
    weather,
    tally: new Map(),
    broken: [],
    happened: new Map(),
    balances: new Map(),
    steps: 0,
  }
  for (let month = 1; month <= options.months; month++) {
    for (const walk of walks) {
      simulation.steps += walk.goUntil(from + month * monthMs, simulation)
      if (simulation.broken.length >= brokenMax) return simulation
    }
    simulation.balances = checkMonth(walks, simulation)
    onMonth(month, simulation)
  }
  for (const { world } of walks) countFacts(world, simulation.happened)
  return simulation
}

/** One household on its way through time. */
class Walk implements SimulatedLearner {
  readonly world: World
  readonly log: SimulatedLearner['log'] = []
  readonly firstCards: SimulatedLearner['firstCards']
  readonly #household: Household
  readonly #weather: Weather
  #tick = 0

  constructor(household: Household, weather: Weather) {
    this.#household = household
    this.#weather = weather
    this.world = household.world
    this.firstCards = new Map([...this.world.cards].map(([name, card]) => [name, card.behaviour]))
  }

  goUntil(until: number, found: Pick<Simulation, 'tally' | 'broken'>): number {
    const { ticks } = this.#weather
    let steps = 0
    for (;;) {
      const tick = ticks[this.#tick]
      const deedAt = this.#household.nextAt()
      const isDeed = deedAt !== undefined && (!tick || deedAt <= tick.at)
      const at = isDeed ? deedAt : tick?.at
      if (at === undefined || at >= until) return steps
      if (isDeed) steps += this.#act(at, found)
      else {
        this.#tick++
        this.#makeOutagesGood(at)
        workerRound(this.world, tick!)
        steps++
        this.#checkTouched(found)
      }
    }
  }

  #act(at: number, found: Pick<Simulation, 'tally' | 'broken'>): number {
    const commands = this.#household.act()
    // While nothing works nobody can do anything.
    if (this.#weather.outages.some((outage) => outage.from <= at && at < outage.until)) return 0
    for (const command of commands) {
      this.log.push({ at, command })
      carryOut(this.world, command)
      this.#checkTouched(found)
    }
    return commands.length
  }

  #makeOutagesGood(at: number): void {
    for (const { id, from, until, toldAt } of this.#weather.outages) {
      if (toldAt !== at) continue
      const days = Math.ceil((until - from) / dayMs)
      for (const agreement of this.world.agreements)
        this.world.jobs.push({
          kind: 'waited',
          agreement,
          wait: { cause: 'service_down', source: id, days, outage: { from, until } },
          runAt: at,
        })
    }
  }

  #checkTouched({ tally, broken }: Pick<Simulation, 'tally' | 'broken'>): void {
    for (const agreement of this.world.touched) broken.push(...checkAgreement(this.world, agreement, tally))
    this.world.touched.clear()
  }
}

// All rules of everybody, every book, and all books together: what is owed is what is there.
function checkMonth(learners: readonly SimulatedLearner[], { tally, broken }: Simulation): Balances {
  const whole: Balances = new Map()
  const sums = new Map<string, number>()
  for (const { world } of learners) {
    for (const agreement of world.agreements) broken.push(...checkAgreement(world, agreement, tally))
    const books = checkBooks(world, tally)
    broken.push(...books.broken)
    for (const [place, minor] of books.balances) {
      const [account = '', currency = ''] = place.split(' ')
      const kind = `${account.split(':')[0]} ${currency}`
      whole.set(kind, (whole.get(kind) ?? 0) + minor)
      sums.set(currency, (sums.get(currency) ?? 0) + minor)
    }
  }
  for (const [currency, sum] of sums)
    if (sum !== 0) broken.push({ rule: 'ledger', says: `the books of ${currency} are out by ${sum}` })
  return whole
}

function countFacts(world: World, happened: Map<string, number>): void {
  const add = (what: string) => happened.set(what, (happened.get(what) ?? 0) + 1)
  for (const fact of world.facts) add(fact.kind === 'paused' ? `paused by ${fact.by}` : fact.kind)
  for (const { charges, refunds, state } of world.agreements) {
    add(`in the end ${state}`)
    for (const charge of charges) add(`charge ${charge.state}`)
    for (const refund of refunds) add(`refund ${refund.reason} as ${refund.form}`)
  }
}
