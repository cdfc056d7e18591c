import { sql } from 'kysely'
import { pauseDaysMax } from '../../../domain/billing-pause.ts'
import { daysAfterFailedCharge, reminderHoursBefore } from '../../../domain/trial.ts'
import { type LedgerCheck, lateDays } from './check.ts'

// The ten rules of fair billing on what was charged. The number is the rule's.

const late = sql.lit(lateDays)

export const ruleChecks: LedgerCheck[] = [
  {
    name: 'trial-free',
    says: '1: nothing was charged during a trial of seven times 24 hours',
    rows: () => sql`select c.id, c.intended_at < s.trial_ends_at or s.trial_ends_at - s.trial_started_at < interval '168 hours' as broken
      from charges c join subscriptions s on s.id = c.subscription_id where c.state in ('intended', 'succeeded')`,
  },
  {
    name: 'one-trial',
    says: '1: no person and no card had two trials of a credential',
    rows: () => sql`select min(id::text) as id, count(*) > 1 as broken from subscriptions where not simulated group by credential_id, person_key
      union all select min(id::text), count(*) > 1 from subscriptions where not simulated group by credential_id, card_fingerprint`,
  },
  {
    name: 'reminded',
    says: `2: a reminder was handed over at least ${reminderHoursBefore} hours before every first charge`,
    rows: () => sql`select c.id, not coalesce(c.reminded_at <= c.intended_at - make_interval(hours => ${sql.lit(reminderHoursBefore)}), false) as broken
      from charges c join subscriptions s on s.id = c.subscription_id where c.number = 1 and c.state in ('intended', 'succeeded')`,
  },
  {
    name: 'work-done-free',
    says: '3: whatever was charged after the last qualifying hand-in was given back, or is on its way (disputes aside)',
    rows: () => sql`select c.id, coalesce((select sum(r.amount_minor) from refunds r where r.charge_id = c.id
          and r.reason <> 'credit_left' and r.state <> 'refused'), 0) < c.amount_minor + c.credit_minor
        and not exists (select 1 from disputes d where d.charge_id = c.id) as broken
      from charges c join subscriptions s on s.id = c.subscription_id
      join enrolment_events w on w.enrolment_id = s.enrolment_id and w.kind = 'work_done'
      where c.state = 'succeeded' and c.intended_at > w.at`,
  },
  {
    name: 'work-done-ended',
    says: '3: no further charge is planned where the work has been done for a day',
    rows: (now) => sql`select s.id, s.next_charge_at is not null and w.at < ${now} - interval '1 day'
        and not exists (select 1 from graphile_worker.jobs j where j.task_identifier = 'billing.work-done') as broken
      from subscriptions s join enrolment_events w on w.enrolment_id = s.enrolment_id and w.kind = 'work_done'`,
  },
  {
    name: 'periods-looked-at',
    says: '4: whether anything was done was asked of every paid period that is over',
    rows: (
      now,
    ) => sql`select s.id, coalesce(s.idle_check_at < ${now} - make_interval(days => ${late}), false) as broken
      from subscriptions s where s.charges_paid > 0 and not s.simulated`,
  },
  {
    name: 'idle-given-back',
    says: '4: a month that was over before the next one and in which nothing was opened or handed in was given back',
    rows: (now) => sql`select c.id, c.until < ${now} - make_interval(days => ${late}) and not c.is_given_back
        and not exists (select 1 from enrolment_openings o where o.enrolment_id = c.enrolment_id and o.at >= c.period_start and o.at < c.until)
        and not exists (select 1 from marks m where m.enrolment_id = c.enrolment_id and m.handed_in_at >= c.period_start and m.handed_in_at < c.until)
        and not exists (select 1 from pending_work w where w.enrolment_id = c.enrolment_id and w.handed_in_at >= c.period_start and w.handed_in_at < c.until)
        and not exists (select 1 from attempts a where a.enrolment_id = c.enrolment_id and a.started_at < c.until
          and coalesce(a.submitted_at, a.started_at) >= c.period_start)
        and not exists (select 1 from item_progress p where p.enrolment_id = c.enrolment_id and p.opened_at < c.until and p.last_opened_at >= c.period_start)
        and not exists (select 1 from reviews v where v.reviewer_enrolment_id = c.enrolment_id and v.given_at < c.until
          and coalesce(v.submitted_at, v.given_at) >= c.period_start)
        and not exists (select 1 from enrolment_events e where e.enrolment_id = c.enrolment_id and e.kind = 'work_done'
          and e.at >= c.period_start and e.at < c.until)
        and not exists (select 1 from activity_seconds x where x.enrolment_id = c.enrolment_id and x.day >= c.period_start::date and x.day <= c.until::date)
        as broken
      -- With pauses and waits a period lasts longer than it says: at most until the next one begins, or what was paid ends.
      from (select c.id, c.period_start, s.enrolment_id,
          greatest(c.period_end, coalesce(lead(c.period_start) over months, s.paid_until, c.period_end)) as until,
          s.idle_check_at is not null and lead(c.id) over months is null or coalesce(s.paused_left_ms, 0) > 0
            or exists (select 1 from disputes d where d.charge_id = c.id)
            or exists (select 1 from refunds r where r.charge_id = c.id and r.state <> 'refused'
              and r.reason in ('idle_period', 'self_service', 'withdrawal', 'work_done')) as is_given_back
        from charges c join subscriptions s on s.id = c.subscription_id
        where c.state = 'succeeded' and not s.simulated
        window months as (partition by c.subscription_id order by c.number)) c`,
  },
  {
    name: 'paused-at-most',
    says: `5: all pauses of a subscription together lasted at most ${pauseDaysMax} days`,
    rows: (now) => sql`select s.id, s.paused_ms > ${sql.lit(pauseDaysMax)}::bigint * 86400000
        or coalesce(s.pause_ends_at < ${now} - make_interval(days => ${late}), false) as broken
      from subscriptions s where s.paused_ms > 0 or s.state = 'paused'`,
  },
  {
    name: 'stopped-free',
    says: '5: nothing was asked of the gateway while a subscription was paused or cancelled',
    rows: () => sql`select c.id, last.kind in ('paused', 'cancelled', 'trial_lapsed') and last.at < c.sent_at as broken
      from charges c join subscriptions s on s.id = c.subscription_id
      left join lateral (select e.kind, e.at from enrolment_events e where e.enrolment_id = s.enrolment_id and e.at <= c.sent_at
        and e.kind in ('paused', 'resumed', 'cancelled', 'reopened', 'trial_lapsed') order by e.at desc, e.id desc limit 1) last on true
      where c.sent_at is not null and c.state in ('intended', 'succeeded')`,
  },
  {
    name: 'cancelled-free',
    says: '5: nothing was asked of the gateway after a cancellation',
    rows: () => sql`select c.id, coalesce(c.sent_at > s.cancelled_at, false) as broken from charges c
      join subscriptions s on s.id = c.subscription_id where s.cancelled_at is not null and c.state in ('intended', 'succeeded')`,
  },
  {
    name: 'whole-months',
    says: '6: no month that was paid is shorter than a month, and none begins before the one before it ends',
    rows: () => sql`select id, period_end - period_start < interval '27 days 20 hours'
        or coalesce(period_start < before and not ended_early, false) as broken
      from (select c.id, c.period_start, c.period_end, lag(c.period_end) over months as before,
          exists (select 1 from refunds r join charges p on p.id = r.charge_id where p.subscription_id = c.subscription_id
            and p.number < c.number and r.reason in ('self_service', 'withdrawal')) as ended_early
        from charges c where c.subscription_id is not null and c.state = 'succeeded'
        window months as (partition by c.subscription_id order by c.number)) m`,
  },
  {
    name: 'waits-added',
    says: '6: the days that were added are those of the waits, each once',
    rows: () => sql`select s.id, s.waited_days > coalesce(sum(w.days), 0) as broken from subscriptions s
      left join waits_made_good w on w.subscription_id = s.id where s.waited_days > 0 or w.days > 0 group by s.id`,
  },
  {
    name: 'capped',
    says: '7: nobody paid more months than the cap, and the count of paid months is that of the charges',
    rows: () => sql`select s.id, count(c.id) > s.charges_max or count(c.id) <> s.charges_paid as broken from subscriptions s
      left join charges c on c.subscription_id = s.id and c.state = 'succeeded' where not s.simulated group by s.id`,
  },
  {
    name: 'refunds-in-time',
    says: '8: what a learner asked back was asked for within 14 days of its charge',
    rows: () => sql`select r.id, r.intended_at >= c.settled_at + interval '16 days' as broken
      from refunds r join charges c on c.id = r.charge_id where r.reason in ('self_service', 'withdrawal')`,
  },
  {
    name: 'price-held',
    says: '9: every charge was the price at enrolment, less what was granted, with its tax',
    rows: () => sql`select c.id, (c.list_minor, c.currency) <> (s.price_minor, s.currency) or c.tax_added <> s.tax_added
        or c.tax_minor <> case when s.tax_added
          then floor((c.list_minor - c.discount_minor)::numeric * s.tax_rate_bp / 10000)
          else floor((2 * (c.list_minor - c.discount_minor)::numeric * s.tax_rate_bp + 10000 + s.tax_rate_bp)
            / (2 * (10000 + s.tax_rate_bp))) end as broken
      from charges c join subscriptions s on s.id = c.subscription_id`,
  },
  {
    name: 'failed-once',
    says: `10: after a failed charge the next try was the learner's own word, within ${daysAfterFailedCharge} days`,
    rows: () => sql`select c.id, not c.on_session and not exists (select 1 from enrolment_events e
          where e.enrolment_id = s.enrolment_id and e.kind in ('resumed', 'reopened') and e.at >= f.settled_at and e.at <= c.intended_at) as broken
      from charges c join subscriptions s on s.id = c.subscription_id
      join lateral (select settled_at from charges f where f.subscription_id = c.subscription_id and f.number = c.number
        and f.attempt < c.attempt and f.state = 'failed' order by f.attempt desc limit 1) f on true`,
  },
  {
    name: 'settled',
    says: '10: no charge and no refund is left without an answer',
    rows: (
      now,
    ) => sql`select id, state = 'intended' and intended_at < ${now} - make_interval(days => ${late}) as broken from charges
      union all select id, state = 'intended' and intended_at < ${now} - make_interval(days => ${late}) from refunds`,
  },
  {
    name: 'committed',
    says: 'whoever paid is counted as committed',
    rows: () => sql`select s.id, not exists (select 1 from enrolment_events e where e.enrolment_id = s.enrolment_id and e.kind = 'committed') as broken
      from subscriptions s where s.charges_paid > 0 and not s.simulated`,
  },
]
