-- The whole of fair billing: pauses, idle months given back, days added for our own waits, self-service refunds,
-- credit, discounts, tax, and purchases that are no subscription.

alter table subscriptions drop constraint subscriptions_state_check;
alter table subscriptions add constraint subscriptions_state_check
  check (state in ('trial', 'active', 'past_due', 'paused', 'free_to_finish', 'cancelled', 'ended'));
alter table subscriptions
  -- The pause that is under way: since when, and who began it (the learner, or we after a month without activity).
  add column paused_at timestamptz,
  add column paused_by text check (paused_by in ('learner', 'idle')),
  -- What it goes back to, and how much of the trial or of the paid period was left; kept to the millisecond.
  add column paused_state text check (paused_state in ('trial', 'active', 'free_to_finish')),
  add column paused_left_ms bigint check (paused_left_ms >= 0),
  -- Pauses that are over; all of them together last at most six months.
  add column paused_ms bigint not null default 0 check (paused_ms >= 0),
  -- At the end of the period that is paid now it is asked whether anything was done in it; null where nothing is paid.
  add column idle_check_at timestamptz,
  -- How an idle month is given back.
  add column idle_gives text not null default 'refund' check (idle_gives in ('refund', 'credit')),
  -- Days that we owe because we made the learner wait, added to the paid period.
  add column waited_days integer not null default 0 check (waited_days >= 0),
  -- Aid or a coupon: so much less of the price, in hundredths of a percent; for so many charges still, or for good.
  add column discount_bp integer not null default 0 check (discount_bp between 0 and 9999),
  add column discount_charges_left integer check (discount_charges_left >= 0),
  -- Where the learner lives, as told at the trial: it decides price list and tax. Unknown: no tax, the base price.
  add column country char(2),
  add column tax_rate_bp integer not null default 0 check (tax_rate_bp between 0 and 9999),
  add column tax_added boolean not null default false,
  add check ((state = 'paused') = (paused_at is not null)),
  add check ((paused_at is null) = (paused_by is null)),
  add check ((paused_at is null) = (paused_state is null)),
  add check ((paused_at is null) = (paused_left_ms is null));
create index subscriptions_idle_check on subscriptions (idle_check_at, id) where idle_check_at is not null;
create index subscriptions_paused on subscriptions (paused_at, id) where state = 'paused';

-- A purchase that is no subscription: the whole credential at once, a gift, vouchers, seats.
create table orders (
  id uuid primary key,
  kind text not null check (kind in ('once', 'gift', 'vouchers', 'seats')),
  -- who buys; stays after the person was erased, like every key of a person
  person_key uuid not null references persons,
  credential_id uuid not null references credentials,
  provider_id uuid not null references providers,
  edition_id uuid not null references editions,
  quantity integer not null check (quantity between 1 and 100000),
  unit_minor integer not null check (unit_minor > 0),
  currency char(3) not null,
  discount_minor integer not null default 0 check (discount_minor >= 0),
  country char(2),
  tax_rate_bp integer not null default 0 check (tax_rate_bp between 0 and 9999),
  tax_added boolean not null default false,
  tax_minor integer not null default 0 check (tax_minor >= 0),
  total_minor integer not null check (total_minor > 0),
  pays_by text not null check (pays_by in ('card', 'invoice')),
  payment_method_id uuid references payment_methods on delete set null,
  state text not null check (state in ('open', 'paid', 'failed', 'cancelled', 'refunded')),
  created_at timestamptz not null,
  settled_at timestamptz,
  -- the enrolment of a purchase for oneself
  enrolment_id uuid references enrolments,
  simulated boolean not null default false,
  check (total_minor = quantity * unit_minor - discount_minor + case when tax_added then tax_minor else 0 end)
);
create index orders_person on orders (person_key, created_at);
create index orders_provider on orders (provider_id, created_at);

-- A charge belongs to a subscription (one month of it) or to an order.
alter table charges
  alter column subscription_id drop not null,
  alter column period_start drop not null,
  alter column period_end drop not null,
  add column order_id uuid references orders,
  -- How the amount came about: list price, less discount, plus tax where it is added, less the learner's own credit.
  add column list_minor integer,
  add column discount_minor integer not null default 0 check (discount_minor >= 0),
  add column credit_minor integer not null default 0 check (credit_minor >= 0),
  add column tax_minor integer not null default 0 check (tax_minor >= 0),
  add column tax_added boolean not null default false;
alter table charges disable trigger charges_settled;
update charges set list_minor = amount_minor;
alter table charges enable trigger charges_settled;
alter table charges
  alter column list_minor set not null,
  drop constraint charges_amount_minor_check,
  -- Nothing is asked of a card where credit covers the month.
  add constraint charges_amount_minor_check check (amount_minor >= 0),
  add check ((subscription_id is null) <> (order_id is null)),
  add check ((subscription_id is null) = (period_start is null)),
  add check ((subscription_id is null) = (period_end is null)),
  add constraint charges_amount_adds_up check
    (amount_minor = list_minor - discount_minor + (case when tax_added then tax_minor else 0 end) - credit_minor);
create unique index charges_once_for_an_order on charges (order_id) where state in ('intended', 'succeeded');
create index charges_order on charges (order_id) where order_id is not null;

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
  if s.state = 'paused' then
    raise exception 'unfair charge refused: the subscription is paused' using errcode = 'integrity_constraint_violation';
  end if;
  if new.number > s.charges_max then
    raise exception 'unfair charge refused: the cap is %', s.charges_max using errcode = 'integrity_constraint_violation';
  end if;
  -- The price at enrolment holds, and a discount that was granted.
  if new.currency <> s.currency or new.list_minor <> s.price_minor
     or new.discount_minor < floor(s.price_minor::bigint * s.discount_bp / 10000)
        * (case when s.discount_charges_left is null or s.discount_charges_left > 0 then 1 else 0 end) then
    raise exception 'unfair charge refused: the price at enrolment holds' using errcode = 'integrity_constraint_violation';
  end if;
  if s.charges_paid = 0 and not coalesce(s.reminder_handed_over_at <= new.intended_at - interval '48 hours', false) then
    raise exception 'unfair charge refused: no reminder 48 hours before' using errcode = 'integrity_constraint_violation';
  end if;
  if exists (select 1 from enrolment_events where enrolment_id = s.enrolment_id and kind = 'work_done') then
    raise exception 'unfair charge refused: the work is done' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;

create or replace function charges_settle_once() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.state = 'intended'
     and (new.id, new.subscription_id, new.order_id, new.number, new.attempt, new.gateway, new.period_start, new.period_end,
          new.amount_minor, new.currency, new.intended_at, new.list_minor, new.discount_minor, new.credit_minor,
          new.tax_minor, new.tax_added)
       is not distinct from
         (old.id, old.subscription_id, old.order_id, old.number, old.attempt, old.gateway, old.period_start, old.period_end,
          old.amount_minor, old.currency, old.intended_at, old.list_minor, old.discount_minor, old.credit_minor,
          old.tax_minor, old.tax_added) then
    return new;
  end if;
  raise exception 'a charge is settled once and never rewritten' using errcode = 'integrity_constraint_violation';
end $$;

-- Why money is given back. For each reason once a charge; to the card, or as credit for the months to come.
alter table refunds drop constraint refunds_reason_check;
alter table refunds add constraint refunds_reason_check check (reason in
  ('work_done', 'idle_period', 'self_service', 'withdrawal', 'credit_left', 'unused_seats', 'operator'));
alter table refunds
  add column form text not null default 'card' check (form in ('card', 'credit')),
  -- the part of it that is tax
  add column tax_minor integer not null default 0 check (tax_minor >= 0 and tax_minor <= amount_minor);

-- What is owed for a charge is what was paid for it, by card and by credit.
create or replace function refunds_are_bounded() returns trigger language plpgsql as $$
declare c charges;
begin
  if tg_op = 'INSERT' then
    select * into strict c from charges where id = new.charge_id for update;
    if c.state <> 'succeeded' or c.currency <> new.currency or new.amount_minor > c.amount_minor + c.credit_minor -
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

-- A wait that was our doing, once for each cause: a mark later than promised, a day on which the service was down.
create table waits_made_good (
  subscription_id uuid not null references subscriptions,
  cause text not null check (cause in ('marks_late', 'service_down')),
  -- the piece that was late, or the outage
  source_id uuid not null,
  days integer not null check (days > 0),
  at timestamptz not null,
  primary key (subscription_id, cause, source_id)
);
create trigger waits_made_good_append_only before update or delete on waits_made_good
  for each statement execute function forbid_change();

-- Times in which learners could not work, as measured by the worker's pulse or told by the operator.
create table outages (
  id uuid primary key,
  began_at timestamptz not null,
  ended_at timestamptz not null check (ended_at > began_at),
  noticed_by text not null check (noticed_by in ('pulse', 'operator')),
  told_at timestamptz not null,
  made_good_at timestamptz
);
create unique index outages_once on outages (began_at, noticed_by);
