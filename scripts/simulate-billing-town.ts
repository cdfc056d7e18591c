import { createHash } from 'node:crypto'
import type { Command } from '../src/domain/billing-model/commands.ts'
import { wireFault } from '../src/domain/billing-model/gateway-books.ts'
import { offers } from '../src/domain/billing-model/household.ts'
import type { SimulatedLearner } from '../src/domain/billing-model/simulation.ts'
import type { Card, Offer } from '../src/domain/billing-model/world.ts'
import { withDiscount } from '../src/domain/discount.ts'
import { erasePerson } from '../src/features/account/erase-person.ts'
import { insertPerson } from '../src/features/account/sign-up.ts'
import { cancelSubscription, takeBackCancellation } from '../src/features/billing/cancel.ts'
import { GatewayUnclear, type PaymentGateway } from '../src/features/billing/gateway.ts'
import type { BillingDeps } from '../src/features/billing/gateway-of.ts'
import { billingJobs } from '../src/features/billing/jobs.ts'
import { pauseSubscription, resumeSubscription } from '../src/features/billing/pausing/pause.ts'
import { selectOptionalTrialOffer } from '../src/features/billing/queries.ts'
import { refundOwnCharge } from '../src/features/billing/refunds/self-service.ts'
import { retryCharge } from '../src/features/billing/retry-charge.ts'
import { decideSimulated, simulatedGateway } from '../src/features/billing/simulated-gateway.ts'
import { startTrial } from '../src/features/billing/start-trial.ts'
import { recordHandIn } from '../src/features/learn/api.ts'
import type { Deps } from '../src/platform/deps.ts'
import { addJob } from '../src/platform/jobs.ts'
import { publishWeaving, type World } from '../tests/worlds.ts'

// The simulated people in a real site: who they are there, and how each of the model's commands is done by the room.

export interface Town {
  /** What never dies: the gateway, the people, whoever looks. */
  deps: Deps
  /** The room's process, which may. */
  room: BillingDeps
  /** By the model's name. */
  agreements: Map<string, { id: string; enrolmentId: string; person: Inhabitant }>
  carryOut(household: number, command: Command): Promise<void>
}

interface Inhabitant {
  key: string
  timeZone: string
  isErased: boolean
}

interface Home {
  seed: string
  people: Inhabitant[]
  offers: Offer[]
  cards: Map<string, { token: string; behaviour: Card['behaviour'] }>
  agreements: string[]
}

export async function openTown(deps: Deps, room: Deps, learners: readonly SimulatedLearner[]): Promise<Town> {
  const worlds = new Map<string, World>()
  for (const { credential, priceMinor } of offers)
    worlds.set(credential, await publishWeaving(deps, { slug: credential, priceMinor }))
  const homes: Home[] = []
  for (const [n, { world, firstCards }] of learners.entries()) {
    const people: Inhabitant[] = []
    for (const [k, { timeZone }] of world.people.entries()) {
      const key = await insertPerson(deps.db, deps)
      await deps.db
        .insertInto('accounts')
        .values({
          person_key: key,
          email: `h${n}p${k}@example.org`,
          display_name: `h${n}p${k}`,
          created_at: deps.clock.now(),
          time_zone: timeZone,
        })
        .execute()
      people.push({ key, timeZone, isErased: false })
    }
    const cards: Home['cards'] = new Map()
    for (const [name, behaviour] of firstCards)
      cards.set(name, {
        token: `9999 ${String(1000 + n)} ${String(1000 + cards.size)} 1999`,
        behaviour,
      })
    homes.push({
      seed: world.seed,
      people,
      offers: offers.map((offer) => ({ ...offer })),
      cards,
      agreements: [],
    })
  }
  const agreements: Town['agreements'] = new Map()
  const modelName = new Map<string, string>()
  const payments = faultyGateway(deps, homes, modelName)
  const theRoom: BillingDeps = { ...room, payments }
  const carryOut = (household: number, command: Command) =>
    new Doing(deps, theRoom, { home: homes[household]!, worlds, agreements, modelName }).carryOut(command)
  return { deps, room: theRoom, agreements, carryOut }
}

// The simulated gateway behind a wire that meets the same faults as the model's.
function faultyGateway(deps: Deps, homes: Home[], modelName: Map<string, string>): PaymentGateway {
  const real = simulatedGateway(deps)
  const faulted = new Set<string>()
  const faultOf = (question: string, name: string) => {
    if (faulted.has(question)) return 'none'
    faulted.add(question)
    return wireFault(name.split(':')[0]!, question, 0.15)
  }
  return {
    ...real,
    async saveCard(card) {
      const saved = await real.saveCard(card)
      if (saved.ok) {
        const known = homes
          .flatMap((home) => [...home.cards.values()])
          .find((one) => one.token === card.token)
        await setBehaviour(deps, saved.fingerprint, known?.behaviour ?? 'works')
      }
      return saved
    },
    async charge(request) {
      const { rows } = await deps.pool.query(
        'select subscription_id, number, attempt from charges where id = $1',
        [request.idempotencyKey],
      )
      const name = modelName.get(rows[0].subscription_id)!
      const fault = faultOf(`charge ${name}/${rows[0].number}/${rows[0].attempt}`, name)
      if (fault === 'lost_before') throw new GatewayUnclear('never arrived')
      if (fault === 'broken') throw new Error('the wire broke')
      const answer = await real.charge(request)
      if (answer.state === 'needs_confirmation') await decideSimulated(deps, request.idempotencyKey, true)
      if (fault === 'lost_after') throw new GatewayUnclear('its answer was lost')
      return (await real.lookup(request.idempotencyKey))!
    },
    async refund(request) {
      const { rows } = await deps.pool.query(
        `select c.subscription_id, c.number, c.attempt, r.reason, r.form from refunds r join charges c on c.id = r.charge_id
         where r.id = $1`,
        [request.idempotencyKey],
      )
      const { subscription_id, number, attempt, reason, form } = rows[0]
      const name = modelName.get(subscription_id)!
      const fault = faultOf(`refund ${name}/${number}/${attempt}:${reason}:${form}`, name)
      if (fault === 'lost_before' || fault === 'broken') throw new GatewayUnclear('never arrived')
      const answer = await real.refund(request)
      if (fault === 'lost_after') throw new GatewayUnclear('its answer was lost')
      return answer
    },
  }
}

async function setBehaviour(deps: Deps, fingerprint: string, behaviour: Card['behaviour']): Promise<void> {
  await deps.pool.query('update simulated_gateway_cards set behaviour = $1 where fingerprint = $2', [
    behaviour,
    fingerprint,
  ])
}

interface Place {
  home: Home
  worlds: Map<string, World>
  agreements: Town['agreements']
  modelName: Map<string, string>
}

class Doing {
  readonly #deps: Deps
  readonly #room: BillingDeps
  readonly #place: Place

  constructor(deps: Deps, room: BillingDeps, place: Place) {
    this.#deps = deps
    this.#room = room
    this.#place = place
  }

  async carryOut(command: Command): Promise<void> {
    const { home, agreements } = this.#place
    if ('agreement' in command) {
      const agreement = agreements.get(home.agreements[command.agreement] ?? '')
      if (agreement && !agreement.person.isErased) await this.#onAgreement(command, agreement)
      return
    }
    switch (command.kind) {
      case 'start_trial':
        return this.#startTrial(command)
      case 'confirm_address':
        await this.#deps.db
          .updateTable('accounts')
          .set({ email_confirmed_at: this.#deps.clock.now() })
          .where('person_key', '=', home.people[command.person]!.key)
          .where('email_confirmed_at', 'is', null)
          .execute()
        return
      case 'card_turns': {
        const card = home.cards.get(command.card)!
        card.behaviour = command.behaviour
        const saved = await simulatedGateway(this.#deps).saveCard({
          token: card.token,
          personKey: home.people[0]!.key,
        })
        if (saved.ok) await setBehaviour(this.#deps, saved.fingerprint, command.behaviour)
        return
      }
      case 'price_changes':
        home.offers[command.offer]!.priceMinor = command.priceMinor
        return
      case 'erase': {
        const person = home.people[command.person]!
        person.isErased = true
        await erasePerson(this.#deps, person.key)
        await this.#deps.db.transaction().execute((tx) => billingJobs.erase!(tx, person.key))
      }
    }
  }

  async #startTrial(command: Command & { kind: 'start_trial' }): Promise<void> {
    const { home, agreements, modelName } = this.#place
    const person = home.people[command.person]!
    if (person.isErased) return
    const { credential, priceMinor, currency, advertisedWeeks, country, taxRateBp, taxAdded } =
      home.offers[command.offer]!
    const offer = (await selectOptionalTrialOffer(this.#deps.db, credential, person.key))!
    const asked = { country, taxRule: { rateBp: taxRateBp, added: taxAdded } }
    const outcome = await startTrial(this.#room, {
      personKey: person.key,
      timeZone: person.timeZone,
      offer: {
        ...offer,
        price_minor: priceMinor,
        currency,
        advertised_weeks: advertisedWeeks,
        cap_months: null,
        asked: asked as never,
      },
      cardToken: home.cards.get(command.card)!.token,
      intent: {},
    })
    if (outcome.kind === 'refused') return
    const row = await this.#deps.db
      .selectFrom('subscriptions')
      .select(['id', 'enrolment_id'])
      .where('enrolment_id', '=', outcome.enrolmentId)
      .executeTakeFirstOrThrow()
    if (modelName.has(row.id)) return
    const name = `${home.seed}:${home.agreements.length}`
    home.agreements.push(name)
    modelName.set(row.id, name)
    agreements.set(name, { id: row.id, enrolmentId: row.enrolment_id, person })
  }

  async #onAgreement(
    command: Command & { agreement: number },
    { id, enrolmentId, person }: { id: string; enrolmentId: string; person: Inhabitant },
  ): Promise<void> {
    const { home, worlds, modelName } = this.#place
    const [deps, room, actor] = [this.#deps, this.#room, person.key]
    switch (command.kind) {
      case 'activity':
        return this.#open(enrolmentId)
      case 'finish': {
        const doneAt = new Date(command.doneAt)
        const known = await deps.db
          .selectFrom('enrolment_events')
          .select('at')
          .where('enrolment_id', '=', enrolmentId)
          .where('kind', '=', 'work_done')
          .executeTakeFirst()
        if (known) return
        const { credential_id } = await deps.db
          .selectFrom('subscriptions')
          .select('credential_id')
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
        const world = [...worlds.values()].find((one) => one.credentialId === credential_id)!
        const workId = uuidOf(`${modelName.get(id)} work`)
        await deps.db
          .transaction()
          .execute((tx) =>
            recordHandIn(tx, deps, { enrolmentId, itemId: world.items.quiz, workId, handedInAt: doneAt }),
          )
        return
      }
      case 'pause':
        await pauseSubscription(room, { id, actor })
        return
      case 'resume':
        await resumeSubscription(room, { id, actor })
        return
      case 'cancel':
        await cancelSubscription(room, { id, actor })
        return
      case 'take_back':
        await takeBackCancellation(room, { id, actor })
        return
      case 'ask_refund': {
        const { rows } = await deps.pool.query(
          `select id, state from charges where subscription_id = $1 order by intended_at, number, attempt`,
          [id],
        )
        const last = rows.findLast((charge) => charge.state === 'succeeded')
        if (last && rows[command.charge]?.id === last.id)
          await refundOwnCharge(room, { subscriptionId: id, actor, shown: 0 })
        return
      }
      case 'pay_again': {
        const cardToken = command.card && home.cards.get(command.card)!.token
        await retryCharge(room, { subscriptionId: id, personKey: actor, cardToken }).catch(() => {})
        return
      }
      case 'idle_gives':
        await deps.db
          .updateTable('subscriptions')
          .set({ idle_gives: command.gives })
          .where('id', '=', id)
          .execute()
        return
      case 'late_mark': {
        const payload = {
          enrolmentId,
          cause: 'marks_late',
          sourceId: uuidOf(command.source),
          days: command.days,
        }
        await addJob(deps.db, 'billing.waited', payload)
        return
      }
      case 'discount': {
        const before = await deps.db
          .selectFrom('subscriptions')
          .select(['discount_bp', 'discount_charges_left', 'discount_after_bp'])
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
        const after = withDiscount(before, { bp: command.bp, charges: command.charges })
        if (after) await deps.db.updateTable('subscriptions').set(after).where('id', '=', id).execute()
      }
    }
  }

  async #open(enrolmentId: string): Promise<void> {
    await this.#deps.db
      .insertInto('enrolment_openings')
      .values({ enrolment_id: enrolmentId, at: this.#deps.clock.now() })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
