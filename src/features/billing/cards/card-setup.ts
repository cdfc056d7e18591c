import type { Executor } from '../../../platform/db/pool.ts'
import { newId } from '../../../platform/random.ts'
import type { Ctx } from '../../../platform/web/context.ts'
import type { RawForm } from '../../../platform/web/form.ts'
import { urls } from '../../../urls.ts'
import type { BillingDeps } from '../gateway-of.ts'
import { gatewayOf } from '../gateway-of.ts'

// Where cards are given in the gateway's own fields, a form that needs one is kept as it was posted, the card is asked
// for on a page of its own, and then the form goes on with it.

/** What goes on when the card is there: the form as it was posted, and the token that `saveCard` takes. */
export type AfterCard = (c: Ctx, form: RawForm, cardToken: string) => Promise<Response>
const handlers = new Map<string, AfterCard>()

/** Says what goes on with forms of a purpose ('trial', 'month' …); once, where its route stands. */
export function afterCard(purpose: string, goOn: AfterCard): void {
  handlers.set(purpose, goOn)
}

export function handlerOf(purpose: string): AfterCard | undefined {
  return handlers.get(purpose)
}

/**
 * Keeps a form until its card is there.
 * @param back the form's own address
 * @returns the address of the page that asks for the card
 */
export async function beginCardSetup(
  deps: BillingDeps,
  setup: { personKey: string; purpose: string; form: RawForm; back: string },
): Promise<string> {
  const now = deps.clock.now()
  const id = newId(now, deps.random)
  // Nothing that looks like a card is kept, whatever was posted.
  const { card: _card, ...form } = setup.form
  await deps.db
    .insertInto('card_setups')
    .values({
      id,
      person_key: setup.personKey,
      gateway: gatewayOf(deps).name,
      purpose: setup.purpose,
      form: JSON.stringify(form),
      back: setup.back,
      created_at: now,
    })
    .execute()
  return urls.cardSetup({ setup: id })
}

export async function selectOptionalSetup(db: Executor, id: string, personKey: string) {
  return db
    .selectFrom('card_setups')
    .selectAll()
    .where('id', '=', id)
    .where('person_key', '=', personKey)
    .executeTakeFirst()
}
export type CardSetup = NonNullable<Awaited<ReturnType<typeof selectOptionalSetup>>>

/** What the gateway calls this card's setup; asked for once. */
export async function referenceOf(deps: BillingDeps, setup: CardSetup): Promise<string> {
  if (setup.reference) return setup.reference
  const reference = await gatewayOf(deps).fields!.begin({ id: setup.id, personKey: setup.person_key })
  await deps.db.updateTable('card_setups').set({ reference }).where('id', '=', setup.id).execute()
  return reference
}

/** The form went on: its words are forgotten, and opening the page again leads to what became of it. */
export async function noteUsed(deps: BillingDeps, setup: CardSetup, resultUrl: string): Promise<void> {
  await deps.db
    .updateTable('card_setups')
    .set({ used_at: deps.clock.now(), result_url: resultUrl, form: '{}' })
    .where('id', '=', setup.id)
    .where('used_at', 'is', null)
    .execute()
}
