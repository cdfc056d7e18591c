-- Pauses, restarts, idle months and waits, as far as they need more than the tables laid before.

alter table subscriptions
  -- The next charge is announced 48 hours before: a first one, or one after which months are reckoned anew.
  add column reminder_wanted boolean not null default true,
  -- When the six months of pauses are used up.
  add column pause_ends_at timestamptz,
  -- What finishing was last said to cost in all, and before which charge that was looked at.
  add column told_total_minor integer check (told_total_minor >= 0),
  add column total_looked_at_for timestamptz;
update subscriptions set reminder_wanted = false where charges_paid > 0;
alter table subscriptions
  add constraint subscriptions_first_is_reminded check (charges_paid > 0 or reminder_wanted),
  add constraint subscriptions_pause_ends check ((state = 'paused') = (pause_ends_at is not null));
drop index subscriptions_to_remind;
create index subscriptions_to_remind on subscriptions (next_charge_at, id)
  where next_charge_at is not null and reminder_wanted and reminder_mail_id is null and reminder_handed_over_at is null;
create index subscriptions_pause_ends_at on subscriptions (pause_ends_at, id) where pause_ends_at is not null;
drop index subscriptions_paused;
create index subscriptions_to_look_at on subscriptions (next_charge_at, id)
  where next_charge_at is not null and not reminder_wanted and total_looked_at_for is distinct from next_charge_at;

-- A month that card and credit paid together goes back to both.
alter table refunds
  drop constraint refunds_charge_id_reason_key,
  add constraint refunds_once unique (charge_id, reason, form);

-- When the reminder of an announced charge was handed over: what proves it stays with the charge.
alter table charges add column reminded_at timestamptz;
alter table charges disable trigger charges_settled;
update charges c set reminded_at = s.reminder_handed_over_at from subscriptions s where s.id = c.subscription_id and c.number = 1;
alter table charges enable trigger charges_settled;

-- Of one row: when the worker was last seen. A longer gap is an outage.
create table worker_pulse (
  is_the_one boolean primary key default true check (is_the_one),
  beat_at timestamptz not null
);
create index outages_to_make_good on outages (began_at) where made_good_at is null;

create or replace function refuse_unfair_charge() returns trigger language plpgsql as $$
declare s subscriptions; o orders;
begin
  if new.order_id is not null then
    select * into strict o from orders where id = new.order_id;
    if (new.amount_minor, new.currency) <> (o.total_minor, o.currency) then
      raise exception 'unfair charge refused: the order is for %', o.total_minor using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  select * into strict s from subscriptions where id = new.subscription_id;
  if new.intended_at < s.trial_ends_at or new.period_start < s.trial_ends_at then
    raise exception 'unfair charge refused: the trial ends at %', s.trial_ends_at using errcode = 'integrity_constraint_violation';
  end if;
  if s.state not in ('trial', 'active', 'past_due') then
    raise exception 'unfair charge refused: the subscription is %', s.state using errcode = 'integrity_constraint_violation';
  end if;
  if new.number > s.charges_max or s.charges_paid >= s.charges_max then
    raise exception 'unfair charge refused: the cap is %', s.charges_max using errcode = 'integrity_constraint_violation';
  end if;
  -- The price at enrolment holds, and a discount that was granted.
  if new.currency <> s.currency or new.list_minor <> s.price_minor
     or new.discount_minor < floor(s.price_minor::bigint * s.discount_bp / 10000)
        * (case when s.discount_charges_left is null or s.discount_charges_left > 0 then 1 else 0 end) then
    raise exception 'unfair charge refused: the price at enrolment holds' using errcode = 'integrity_constraint_violation';
  end if;
  -- A month of a learner who is there and pays needs no reminder, unless it is the first one.
  if s.reminder_wanted and not (s.charges_paid > 0 and new.on_session)
     and not coalesce(s.reminder_handed_over_at <= new.intended_at - interval '48 hours', false) then
    raise exception 'unfair charge refused: no reminder 48 hours before' using errcode = 'integrity_constraint_violation';
  end if;
  if s.reminder_wanted then
    new.reminded_at := s.reminder_handed_over_at;
  end if;
  -- Whether the month before is given back is decided first.
  if s.idle_check_at <= new.intended_at then
    raise exception 'unfair charge refused: the period before was not looked at' using errcode = 'integrity_constraint_violation';
  end if;
  if exists (select 1 from enrolment_events where enrolment_id = s.enrolment_id and kind = 'work_done') then
    raise exception 'unfair charge refused: the work is done' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;

-- All pauses together last six months at most, also in the table.
alter table subscriptions add constraint subscriptions_paused_at_most check (paused_ms <= 183::bigint * 86400000 + 60000);

-- Credit that is left at the end was given back already, as credit: it goes to the card that it came from, and counts
-- only against what that card gave.
create or replace function refunds_are_bounded() returns trigger language plpgsql as $$
declare c charges;
begin
  if tg_op = 'INSERT' then
    select * into strict c from charges where id = new.charge_id for update;
    if c.state <> 'succeeded' or c.currency <> new.currency then
      raise exception 'refund of charge % refused: it was not paid', new.charge_id using errcode = 'integrity_constraint_violation';
    end if;
    if new.reason <> 'credit_left' and new.amount_minor > c.amount_minor + c.credit_minor -
        (select coalesce(sum(amount_minor), 0) from refunds where charge_id = new.charge_id and state <> 'refused'
          and reason <> 'credit_left') then
      raise exception 'refund of charge % refused: more than was charged', new.charge_id using errcode = 'integrity_constraint_violation';
    end if;
    -- A card gets back no more than it gave.
    if new.form = 'card' and new.amount_minor > c.amount_minor -
        (select coalesce(sum(amount_minor), 0) from refunds where charge_id = new.charge_id and state <> 'refused' and form = 'card') then
      raise exception 'refund of charge % refused: more than the card gave', new.charge_id using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  if tg_op = 'UPDATE' and old.state = 'intended'
     and (new.id, new.charge_id, new.reason, new.amount_minor, new.currency, new.intended_at, new.form, new.tax_minor)
       = (old.id, old.charge_id, old.reason, old.amount_minor, old.currency, old.intended_at, old.form, old.tax_minor) then
    return new;
  end if;
  raise exception 'a refund is settled once and never rewritten' using errcode = 'integrity_constraint_violation';
end $$;
