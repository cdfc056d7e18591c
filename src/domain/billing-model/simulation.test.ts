import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { seededRandom } from '../random.ts'
import { checkBooks } from './check-books.ts'
import { checkAgreement } from './checks.ts'
import { type Command, carryOut } from './commands.ts'
import { drawHousehold, offers } from './household.ts'
import { type Simulation, simulateBilling } from './simulation.ts'
import { drawWeather } from './weather.ts'
import { workerRound } from './worker.ts'
import { type Agreement, dayMs, hourMs, type World } from './world.ts'

const from = new Date('2027-07-01T00:00:00Z')

describe('three hundred learners through two years', () => {
  let simulation: Simulation
  beforeAll(() => {
    simulation = simulateBilling({ learners: 300, months: 24, seed: '1', from })
  })

  test('every rule holds after every step, and every book at the end of every month', () => {
    expect(simulation.broken).toEqual([])
    for (const rule of [
      '1 trial',
      '3 work done',
      '4 idle month',
      '8 refund asked',
      '10 failed once',
      'ledger',
    ])
      expect(simulation.tally.get(rule), rule).toBeGreaterThan(100)
  })

  test('what can happen to money does happen in it', () => {
    const expected = [
      'charge failed',
      'charge succeeded',
      'charge withdrawn',
      'disputed',
      'paused by idle',
      'paused by learner',
      'refund idle_period as card',
      'refund idle_period as credit',
      'refund self_service as card',
      'refund withdrawal as card',
      'taken_back',
      'trial_refused',
      'waited',
    ]
    for (const what of expected) expect(simulation.happened.get(what) ?? 0, what).toBeGreaterThan(0)
  })

  // A check that can't fail proves nothing: what the rules forbid is done by hand, and named.
  const paying = () => {
    for (const { world } of simulation.learners)
      for (const agreement of world.agreements) {
        const charge = agreement.charges.find((one) => one.state === 'succeeded' && one.amountMinor > 0)
        if (charge) return { world: structuredClone(world), id: agreement.id, chargeId: charge.id }
      }
    throw new Error('nobody paid')
  }
  const rulesBrokenBy = (breakIt: (world: World, agreement: Agreement, chargeId: string) => void) => {
    const { world, id, chargeId } = paying()
    const agreement = world.agreements.find((one) => one.id === id)!
    breakIt(world, agreement, chargeId)
    return [...checkAgreement(world, agreement, new Map()), ...checkBooks(world, new Map()).broken].map(
      (broken) => broken.rule,
    )
  }
  const cases: [string, (world: World, agreement: Agreement, chargeId: string) => void][] = [
    ['1 trial', (world, agreement, id) => (world.gateway.charges.get(id)!.at = agreement.trialStartedAt + 1)],
    [
      '2 reminder',
      (_, agreement) => {
        agreement.facts = agreement.facts.filter((fact) => fact.kind !== 'reminder_handed_over')
        for (const charge of agreement.charges) charge.onSession = false
      },
    ],
    [
      '3 work done',
      (world, agreement) => {
        const at = agreement.trialStartedAt
        agreement.facts.push({ kind: 'work_done', at, doneAt: at, agreement: agreement.id })
        world.now += 1
      },
    ],
    [
      '5 pause and cancel',
      (_, agreement) =>
        agreement.facts.unshift({
          kind: 'paused',
          by: 'learner',
          at: agreement.trialStartedAt,
          agreement: agreement.id,
        }),
    ],
    [
      '7 cap',
      (world, _, id) => {
        const charge = world.gateway.charges.get(id)!
        for (let n = 0; n < 30; n++)
          world.gateway.charges.set(`x${n}`, { ...charge, key: id, number: 90 + n })
      },
    ],
    ['9 price', (world, _, id) => (world.gateway.charges.get(id)!.amountMinor += 1)],
    [
      '10 failed once',
      (world, _, id) => world.gateway.charges.set('twice', { ...world.gateway.charges.get(id)! }),
    ],
    ['ledger', (world) => (world.ledger[0]!.entries[0]!.amountMinor += 1)],
    ['ledger', (world) => world.ledger.push(world.ledger[0]!)],
    ['ledger', (world, _, id) => world.gateway.charges.delete(id)],
  ]
  test.each(cases)('the check names rule %s where it is broken by hand', (rule, breakIt) => {
    expect(rulesBrokenBy(breakIt)).toContain(rule)
  })
})

// Any list of commands, shrunk to the shortest one that breaks a rule.
const agreement = fc.integer({ min: 0, max: 1 })
const card = fc.constantFrom('card0', 'card1', 'card2')
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    kind: fc.constant('start_trial' as const),
    person: fc.constant(0),
    offer: fc.integer({ min: 0, max: offers.length - 1 }),
    card,
  }),
  fc.record({ kind: fc.constantFrom('pause', 'resume', 'cancel', 'take_back'), agreement }),
  fc.record({ kind: fc.constant('activity' as const), agreement }),
  fc.record({ kind: fc.constant('ask_refund' as const), agreement, charge: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ kind: fc.constant('pay_again' as const), agreement, card }),
  fc.record({
    kind: fc.constant('late_mark' as const),
    agreement,
    source: fc.constantFrom('a', 'b', 'c'),
    days: fc.integer({ min: 1, max: 9 }),
  }),
  fc.record({
    kind: fc.constant('idle_gives' as const),
    agreement,
    gives: fc.constantFrom('refund', 'credit'),
  }),
  fc.record({
    kind: fc.constant('card_turns' as const),
    card,
    behaviour: fc.constantFrom('works', 'declined', 'authentication_required'),
  }),
) as fc.Arbitrary<Command>
const step = fc.record({ command, thenHours: fc.integer({ min: 0, max: 40 * 24 }) })

test('no list of commands, in whatever order and at whatever time, breaks a rule', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), fc.integer({ min: 0, max: 1000 }), (steps, sky) => {
      const until = from.getTime() + 800 * dayMs
      const options = { seed: 'p', from: from.getTime(), until }
      const { world } = drawHousehold(seededRandom(sky), options)
      const weather = drawWeather(seededRandom(`sky ${sky}`), options)
      let tick = 0
      const goUntil = (at: number) => {
        for (; weather.ticks[tick] && weather.ticks[tick]!.at < at; tick++)
          workerRound(world, weather.ticks[tick]!)
        world.now = at
      }
      carryOut(world, { kind: 'confirm_address', person: 0 })
      carryOut(world, { kind: 'start_trial', person: 0, offer: sky % offers.length, card: 'card0' })
      let at = from.getTime()
      for (const one of steps) {
        carryOut(world, one.command)
        at = Math.min(at + one.thenHours * hourMs, until - 1)
        goUntil(at)
        expectNothingBroken(world)
      }
    }),
    { numRuns: 400 },
  )
})

function expectNothingBroken(world: World): void {
  const broken = world.agreements.flatMap((one) => checkAgreement(world, one, new Map()))
  expect([...broken, ...checkBooks(world, new Map()).broken]).toEqual([])
}
