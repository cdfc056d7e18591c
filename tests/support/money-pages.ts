import { newId } from '../../src/platform/random.ts'
import { signedIn } from '../worlds.ts'
import type { ServedSite } from './served.ts'
import type { Visitor } from './site.ts'

// Money that went another way than planned: for pictures and for the accessibility test.

export interface MoneyPages {
  /** A month that failed because the bank asks, and that can still be paid. */
  openMonth: string
  /** Its charge, waiting at the simulated bank. */
  waitingCharge: string
  statement: string
  who: Visitor
}

/**
 * @param startTrial starts the trial with a card of the simulation
 * @param provider whose statement is made
 */
export async function makeMoneyPages(
  site: ServedSite,
  startTrial: (visitor: Visitor, email: string, card: string) => Promise<string>,
): Promise<MoneyPages> {
  const { pool, clock, random } = site.deps
  const now = clock.now()
  const id = () => newId(now, random)
  const { visitor } = await signedIn(site, { email: 'asked@example.org', name: 'Noor', confirmed: true })
  const enrolment = await startTrial(visitor, 'asked@example.org', '9999 4321 7000 0003')
  await pool.query(
    `update subscriptions set trial_started_at = $2::timestamptz - interval '8 days',
       trial_ends_at = $2::timestamptz - interval '1 day', reminder_handed_over_at = $2::timestamptz - interval '3 days'
     where enrolment_id = $1`,
    [enrolment, now],
  )
  const charge = id()
  await pool.query(
    `insert into charges (id, subscription_id, number, gateway, state, period_start, period_end, list_minor, amount_minor,
       currency, intended_at, reminded_at)
     select $2, id, 1, 'simulated', 'intended', $3, $3::timestamptz + interval '1 month', price_minor, price_minor,
       currency, $3, reminder_handed_over_at from subscriptions where enrolment_id = $1`,
    [enrolment, charge, now],
  )
  await pool.query(
    `update charges set state = 'failed', failure = 'authentication_required', settled_at = $2 where id = $1`,
    [charge, now],
  )
  const { rows } = await pool.query<{ id: string; provider_id: string; currency: string }>(
    `update subscriptions set state = 'past_due', next_charge_at = null, idle_check_at = null,
       access_until = $2::timestamptz + interval '10 days' where enrolment_id = $1 returning id, provider_id, currency`,
    [enrolment, now],
  )
  const { id: openMonth, provider_id: providerId, currency } = rows[0]!
  const asked = await visitor.post(`/subscriptions/${openMonth}/charges`)
  const statement = id()
  await pool.query(
    `insert into statements (id, provider_id, gateway, currency, month, opening_minor, charges_minor, refunds_minor,
       disputes_minor, fees_minor, other_minor, payouts_minor, closing_minor, reserve_minor, payout_minor, made_at)
     values ($1, $2, 'simulated', $3, '2026-10-01', 11700, 429000, -23400, -3900, -8580, 0, -11700, 393120, 175500, 217620, $4)`,
    [statement, providerId, currency, now],
  )
  await pool.query(
    `insert into reconciliation_differences (gateway, day, kind, reference, ours, theirs, found_at, seen_at)
     values ('simulated', '2026-11-20', 'charge_amount', 'simcharge_example',
       '{"kind":"charge","reference":"simcharge_example","amountMinor":3900,"currency":"EUR","feeMinor":78,"state":"succeeded"}',
       '{"kind":"charge","reference":"simcharge_example","amountMinor":4900,"currency":"EUR","feeMinor":98,"state":"succeeded"}',
       $1, $1), ('simulated', '2026-11-21', 'refund_unknown', 'simrefund_example', null,
       '{"kind":"refund","reference":"simrefund_example","amountMinor":1300,"currency":"EUR","feeMinor":null,"state":"succeeded"}',
       $1, $1)`,
    [now],
  )
  await pool.query(
    `insert into reconciled_days (gateway, day, looked_at, counted, differences)
     values ('simulated', '2026-11-20', $1, '{"charge":212,"refund":9,"dispute":1,"transfer":0,"bank_payout":0}', 1)`,
    [now],
  )
  return {
    openMonth,
    waitingCharge: asked.headers.get('location')!.split('/')[2]!,
    statement,
    who: visitor,
  }
}
