-- Double entry from the first day: nothing is ever updated, every transaction balances per currency.
create table ledger_transactions (
  id uuid primary key,
  idempotency_key text not null unique,
  kind text not null check (kind in ('charge', 'refund', 'dispute', 'fee', 'tax', 'credit', 'payout')),
  enrolment_id uuid references enrolments,
  at timestamptz not null,
  simulated boolean not null default false
);
create index ledger_transactions_enrolment on ledger_transactions (enrolment_id, at);
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

create function ledger_must_balance() returns trigger language plpgsql as $$
begin
  if exists (select 1 from ledger_entries where transaction_id = new.transaction_id
             group by currency having sum(amount_minor) <> 0) then
    raise exception 'ledger transaction % does not balance', new.transaction_id using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
create constraint trigger ledger_entries_balance after insert on ledger_entries
  deferrable initially deferred for each row execute function ledger_must_balance();
create trigger ledger_transactions_append_only before update or delete on ledger_transactions for each statement execute function forbid_change();
create trigger ledger_entries_append_only before update or delete on ledger_entries for each statement execute function forbid_change();

-- Cards live at the gateway; here stands what it calls them.
create table payment_methods (
  id uuid primary key,
  person_key uuid not null references persons,
  gateway text not null,
  gateway_reference text not null,
  fingerprint text not null,
  brand text not null,
  last4 char(4) not null,
  created_at timestamptz not null
);
create index payment_methods_person on payment_methods (person_key);

create table subscriptions (
  id uuid primary key,
  enrolment_id uuid not null unique references enrolments,
  payment_method_id uuid not null references payment_methods,
  card_fingerprint text not null,
  credential_id uuid not null references credentials,
  state text not null check (state in ('trial', 'active', 'past_due', 'cancelled', 'ended')),
  price_minor integer not null,
  currency char(3) not null,
  charges_max integer not null,
  time_zone text not null,
  trial_started_at timestamptz not null,
  trial_ends_at timestamptz not null,
  first_charge_at timestamptz,
  -- when the next charge is due; null when there will be none
  next_charge_at timestamptz,
  reminder_mail_id uuid references mail_messages on delete set null,
  reminder_handed_over_at timestamptz,
  cancelled_at timestamptz,
  access_until timestamptz,
  ended_at timestamptz,
  end_reason text,
  simulated boolean not null default false
);
-- One trial per card for a credential.
create unique index subscriptions_one_trial on subscriptions (credential_id, card_fingerprint) where not simulated;
create index subscriptions_due on subscriptions (next_charge_at) where next_charge_at is not null;

-- The intention to charge, stored before the gateway is asked; answers are matched to it.
create table charges (
  id uuid primary key,
  subscription_id uuid not null references subscriptions,
  number integer not null,
  period_start timestamptz not null,
  period_end timestamptz not null,
  amount_minor integer not null,
  currency char(3) not null,
  state text not null check (state in ('intended', 'succeeded', 'failed')),
  intended_at timestamptz not null,
  settled_at timestamptz,
  gateway_reference text,
  failure text,
  unique (subscription_id, number)
);
