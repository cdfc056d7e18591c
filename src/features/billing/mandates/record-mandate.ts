import { isLocale, type Locale } from '../../../domain/locales.ts'
import type { Executor, Tx } from '../../../platform/db/pool.ts'
import type { Deps } from '../../../platform/deps.ts'
import { newId } from '../../../platform/random.ts'
import { formatDate } from '../../../ui/format.ts'
import type { Charge, Subscription, Surroundings } from '../queries.ts'
import { dearestMonth, mandateWords, wordsFor } from './mandate-words.ts'

// What the learner agreed to, kept in the words that they saw: the most that one charge and all of them may be. The
// database refuses to let the gateway be asked for more.

/** Keeps what was agreed to when the trial was started; in the transaction that starts it. */
export async function recordMandate(
  tx: Tx,
  deps: Pick<Deps, 'clock' | 'random'>,
  {
    subscription,
    around,
    gateway,
    reference,
  }: {
    subscription: Subscription
    around: Pick<Surroundings, 'title' | 'locale'>
    gateway: string
    reference?: string
  },
): Promise<void> {
  const locale = localeOf(around)
  await insert(tx, deps, subscription, {
    gateway,
    gateway_reference: reference ?? null,
    locale,
    words: mandateWords(locale, subscription, around.title),
    amount_minor: dearestMonth(subscription),
  })
}

/** Whether a charge is within what the learner agreed to last; agreements of before mandates were kept are not bound. */
export async function isWithinMandate(
  db: Executor,
  charge: Pick<Charge, 'subscription_id' | 'amount_minor'>,
): Promise<boolean> {
  const mandate = await db
    .selectFrom('mandates')
    .select('amount_minor')
    .where('subscription_id', '=', charge.subscription_id)
    .orderBy('agreed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return !mandate || charge.amount_minor <= mandate.amount_minor
}

/** The learner is there and pays a dearer month: that is the new agreement. */
export async function widenMandate(
  tx: Tx,
  deps: Pick<Deps, 'clock' | 'random'>,
  { subscription, around, charge }: { subscription: Subscription; around: Surroundings; charge: Charge },
): Promise<void> {
  const locale = localeOf(around)
  const date = formatDate(locale, deps.clock.now(), subscription.time_zone)
  await insert(tx, deps, subscription, {
    gateway: charge.gateway,
    gateway_reference: null,
    locale,
    words: wordsFor(locale, 'wider', subscription, {
      title: around.title,
      amountMinor: charge.amount_minor,
      date,
    }),
    amount_minor: charge.amount_minor,
  })
}

async function insert(
  tx: Tx,
  deps: Pick<Deps, 'clock' | 'random'>,
  { id, currency, charges_max }: Subscription,
  mandate: {
    gateway: string
    gateway_reference: string | null
    locale: string
    words: string
    amount_minor: number
  },
): Promise<void> {
  const now = deps.clock.now()
  await tx
    .insertInto('mandates')
    .values({
      id: newId(now, deps.random),
      subscription_id: id,
      currency,
      charges_max,
      period: 'month',
      agreed_at: now,
      ...mandate,
    })
    .execute()
}

function localeOf({ locale }: Pick<Surroundings, 'locale'>): Locale {
  return locale && isLocale(locale) ? locale : 'en'
}
