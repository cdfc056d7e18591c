-- Cards live at the gateway; here stands what it calls them. Erased with the person.
create table payment_methods (
  id uuid primary key,
  person_key uuid not null references persons,
  gateway text not null,
  gateway_reference text not null,
  fingerprint text not null,
  brand text not null,
  last4 char(4) not null,
  created_at timestamptz not null,
  unique (person_key, gateway, gateway_reference)
);

-- The agreement of one enrolment to pay by the month: what was shown when it was made, and how far it is.
create table subscriptions (
  id uuid primary key,
  enrolment_id uuid not null unique references enrolments,
  person_key uuid not null references persons,
  credential_id uuid not null references credentials,
  provider_id uuid not null references providers,
  -- null after the person was erased
  payment_method_id uuid references payment_methods on delete set null,
  -- what the gateway makes of a card's number; names nobody, and keeps a card to one trial
  card_fingerprint text not null,
  -- free_to_finish: the cap is reached, nothing is charged any more
  state text not null check (state in ('trial', 'active', 'past_due', 'free_to_finish', 'cancelled', 'ended')),
  -- the price at enrolment holds while enrolled
  price_minor integer not null check (price_minor > 0),
  currency char(3) not null,
  charges_paid integer not null default 0 check (charges_paid >= 0),
  charges_max integer not null check (charges_max >= 1),
  time_zone text not null,
  trial_started_at timestamptz not null,
  trial_ends_at timestamptz not null,
  -- the first charge: every period is reckoned from its day and hour, so many months later
  anchor_at timestamptz,
  months_since_anchor integer not null default 0,
  -- when the next charge is due; null when none will come by itself
  next_charge_at timestamptz,
  reminder_mail_id uuid references mail_messages on delete set null,
  reminder_handed_over_at timestamptz,
  -- end of what was paid
  paid_until timestamptz,
  -- until when work is taken although it isn't paid (failed charge, cancellation)
  access_until timestamptz,
  cancelled_at timestamptz,
  ended_at timestamptz,
  end_reason text check (end_reason in ('work_done', 'trial_lapsed', 'payment_failed', 'person_erased')),
  simulated boolean not null default false,
  -- the cap and the trial are held here too, whatever the code does
  check (charges_paid <= charges_max),
  check (trial_ends_at >= trial_started_at + interval '168 hours'),
  check (anchor_at is null or anchor_at >= trial_ends_at),
  check ((state = 'ended') = (end_reason is not null)),
  check (next_charge_at is null or state in ('trial', 'active'))
);
-- One trial per person and per card for a credential.
create unique index subscriptions_one_card on subscriptions (credential_id, card_fingerprint) where not simulated;
create index subscriptions_person on subscriptions (person_key, credential_id);
-- What the sweep walks along, in the order of need; the second holds what still needs a reminder.
create index subscriptions_due on subscriptions (next_charge_at, id) where next_charge_at is not null;
create index subscriptions_to_remind on subscriptions (next_charge_at, id)
  where next_charge_at is not null and anchor_at is null and reminder_mail_id is null
    and reminder_handed_over_at is null;
create index subscriptions_past_due on subscriptions (access_until, id) where state = 'past_due';
create index subscriptions_reminded on subscriptions (reminder_mail_id)
  where reminder_mail_id is not null and reminder_handed_over_at is null;
create index subscriptions_reminder_mail on subscriptions (reminder_mail_id) where reminder_mail_id is not null;
create index subscriptions_method on subscriptions (payment_method_id);

-- The intention to charge, stored before the gateway is asked; answers are matched to it. The id is the
-- idempotency key.
create table charges (
  id uuid primary key,
  subscription_id uuid not null references subscriptions,
  number integer not null check (number >= 1),
  -- a failed charge is tried again only when the learner asks for it
  attempt integer not null default 1 check (attempt >= 1),
  gateway text not null,
  -- withdrawn: the gateway was never asked
  state text not null check (state in ('intended', 'succeeded', 'failed', 'withdrawn')),
  period_start timestamptz not null,
  period_end timestamptz not null,
  amount_minor integer not null check (amount_minor > 0),
  currency char(3) not null,
  intended_at timestamptz not null,
  -- the learner was there to confirm it
  on_session boolean not null default false,
  sent_at timestamptz,
  settled_at timestamptz,
  gateway_reference text,
  failure text,
  unique (subscription_id, number, attempt),
  check (period_end > period_start),
  check ((state = 'intended') = (settled_at is null)),
  check ((state = 'failed') = (failure is not null)),
  check ((state = 'succeeded') = (gateway_reference is not null))
);
-- A month is never paid twice, and never two charges are under way.
create unique index charges_once on charges (subscription_id, number) where state in ('intended', 'succeeded');
create unique index charges_under_way on charges (subscription_id) where state = 'intended';
create index charges_unsettled on charges (intended_at, id) where state = 'intended';

-- No unfair charge can be written down, and so none can be asked of the gateway: the rules that money must never
-- break stand here a second time.
create function refuse_unfair_charge() returns trigger language plpgsql as $$
declare s subscriptions;
begin
  select * into strict s from subscriptions where id = new.subscription_id;
  if new.intended_at < s.trial_ends_at or new.period_start < s.trial_ends_at then
    raise exception 'unfair charge refused: the trial ends at %', s.trial_ends_at using errcode = 'integrity_constraint_violation';
  end if;
  if new.number > s.charges_max then
    raise exception 'unfair charge refused: the cap is %', s.charges_max using errcode = 'integrity_constraint_violation';
  end if;
  if (new.amount_minor, new.currency) <> (s.price_minor, s.currency) then
    raise exception 'unfair charge refused: the price at enrolment holds' using errcode = 'integrity_constraint_violation';
  end if;
  if s.anchor_at is null and not coalesce(s.reminder_handed_over_at <= new.intended_at - interval '48 hours', false) then
    raise exception 'unfair charge refused: no reminder 48 hours before' using errcode = 'integrity_constraint_violation';
  end if;
  if exists (select 1 from enrolment_events where enrolment_id = s.enrolment_id and kind = 'work_done') then
    raise exception 'unfair charge refused: the work is done' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger charges_fair before insert on charges for each row execute function refuse_unfair_charge();

-- What was intended stays as it was; a charge is settled once.
create function charges_settle_once() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.state = 'intended'
     and (new.id, new.subscription_id, new.number, new.attempt, new.gateway, new.period_start, new.period_end,
          new.amount_minor, new.currency, new.intended_at)
       = (old.id, old.subscription_id, old.number, old.attempt, old.gateway, old.period_start, old.period_end,
          old.amount_minor, old.currency, old.intended_at) then
    return new;
  end if;
  raise exception 'a charge is settled once and never rewritten' using errcode = 'integrity_constraint_violation';
end $$;
create trigger charges_settled before update or delete on charges for each row execute function charges_settle_once();

-- The intention to give back, stored before the gateway is asked; the id is the idempotency key. Why it is owed is
-- written once for a charge.
create table refunds (
  id uuid primary key,
  charge_id uuid not null references charges,
  reason text not null check (reason in ('work_done')),
  amount_minor integer not null check (amount_minor > 0),
  currency char(3) not null,
  state text not null check (state in ('intended', 'succeeded', 'refused')),
  intended_at timestamptz not null,
  settled_at timestamptz,
  gateway_reference text,
  refusal text,
  unique (charge_id, reason),
  check ((state = 'intended') = (settled_at is null)),
  check ((state = 'succeeded') = (gateway_reference is not null)),
  check ((state = 'refused') = (refusal is not null))
);
create index refunds_unsettled on refunds (intended_at, id) where state = 'intended';

-- Never more than what was charged, and settled once.
create function refunds_are_bounded() returns trigger language plpgsql as $$
declare c charges;
begin
  if tg_op = 'INSERT' then
    select * into strict c from charges where id = new.charge_id for update;
    if c.state <> 'succeeded' or c.currency <> new.currency or new.amount_minor > c.amount_minor -
        (select coalesce(sum(amount_minor), 0) from refunds where charge_id = new.charge_id and state <> 'refused') then
      raise exception 'refund of charge % refused: more than was charged', new.charge_id using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  if tg_op = 'UPDATE' and old.state = 'intended'
     and (new.id, new.charge_id, new.reason, new.amount_minor, new.currency, new.intended_at)
       = (old.id, old.charge_id, old.reason, old.amount_minor, old.currency, old.intended_at) then
    return new;
  end if;
  raise exception 'a refund is settled once and never rewritten' using errcode = 'integrity_constraint_violation';
end $$;
create trigger refunds_bounded before insert or update or delete on refunds for each row execute function refunds_are_bounded();

-- Double entry from the first day: nothing is ever updated, every transaction balances per currency.
create table ledger_transactions (
  id uuid primary key,
  idempotency_key text not null unique,
  kind text not null check (kind in ('charge', 'refund', 'dispute', 'fee', 'tax', 'credit', 'payout')),
  enrolment_id uuid references enrolments,
  -- the charge that it books or corrects
  charge_id uuid references charges,
  refund_id uuid references refunds,
  at timestamptz not null,
  simulated boolean not null default false
);
create index ledger_transactions_enrolment on ledger_transactions (enrolment_id, at);
create unique index ledger_transactions_charge on ledger_transactions (charge_id) where kind = 'charge';
create unique index ledger_transactions_refund on ledger_transactions (refund_id) where kind = 'refund';

-- All entries of a transaction are written by one statement, so that it is seen to balance.
create table ledger_entries (
  id bigint generated always as identity primary key,
  transaction_id uuid not null references ledger_transactions,
  -- 'gateway:simulated', 'learner:<enrolment>', 'provider:<id>', 'platform:fees' …
  account text not null,
  currency char(3) not null,
  -- minor units; debits positive, credits negative
  amount_minor bigint not null check (amount_minor <> 0)
);
create index ledger_entries_transaction on ledger_entries (transaction_id);
create index ledger_entries_account on ledger_entries (account);

-- Set by set rather than row by row: what balances in every statement balances always, and costs one sort.
create function ledger_must_balance() returns trigger language plpgsql as $$
declare unbalanced uuid;
begin
  select transaction_id into unbalanced from written
    group by transaction_id, currency having sum(amount_minor) <> 0 limit 1;
  if found then
    raise exception 'ledger transaction % does not balance', unbalanced using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
create trigger ledger_entries_balance after insert on ledger_entries
  referencing new table as written for each statement execute function ledger_must_balance();
create trigger ledger_transactions_append_only before update or delete on ledger_transactions for each statement execute function forbid_change();
create trigger ledger_entries_append_only before update or delete on ledger_entries for each statement execute function forbid_change();
create trigger ledger_transactions_kept before truncate on ledger_transactions for each statement execute function forbid_change();
create trigger ledger_entries_kept before truncate on ledger_entries for each statement execute function forbid_change();

-- Balances are views.
create view ledger_balances as
  select account, currency, sum(amount_minor)::bigint as balance_minor from ledger_entries group by account, currency;

-- The simulated gateway's own books, written on its own connections: the other side of the wire. Nothing of ours
-- joins to them; what we know of it comes through its answers.
create table simulated_gateway_cards (
  reference text primary key,
  behaviour text not null check (behaviour in ('works', 'declined', 'authentication_required', 'answer_lost')),
  fingerprint text not null,
  last4 char(4) not null,
  saved_at timestamptz not null
);
create table simulated_gateway_charges (
  idempotency_key text primary key,
  reference text not null unique,
  card_reference text not null,
  amount_minor integer not null,
  currency char(3) not null,
  state text not null check (state in ('succeeded', 'failed')),
  failure text,
  charged_at timestamptz not null
);
create table simulated_gateway_refunds (
  idempotency_key text primary key,
  reference text not null unique,
  charge_reference text not null references simulated_gateway_charges (reference),
  amount_minor integer not null check (amount_minor > 0),
  refunded_at timestamptz not null
);
create index simulated_gateway_refunds_charge on simulated_gateway_refunds (charge_reference);
