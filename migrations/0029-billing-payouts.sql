-- What providers are paid out: once a month and currency, with a statement that stays as it was.

-- Where a gateway sends a provider's money.
create table payout_accounts (
  provider_id uuid not null references providers,
  gateway text not null,
  reference text not null,
  -- ready: the gateway has all that it needs to know of the provider
  state text not null check (state in ('incomplete', 'ready')),
  created_at timestamptz not null,
  primary key (provider_id, gateway)
);

-- One month of one provider in one currency. Minor units, in the provider's favour.
create table statements (
  id uuid primary key,
  provider_id uuid not null references providers,
  gateway text not null,
  currency char(3) not null,
  month date not null check (extract(day from month) = 1),
  -- facts from month_start on and before month_end (UTC)
  opening_minor bigint not null,
  charges_minor bigint not null,
  refunds_minor bigint not null,
  disputes_minor bigint not null,
  fees_minor bigint not null,
  other_minor bigint not null,
  payouts_minor bigint not null,
  closing_minor bigint not null,
  -- kept back for refunds of the charges of the last 14 days
  reserve_minor bigint not null check (reserve_minor >= 0),
  -- what is paid out with this statement
  payout_minor bigint not null check (payout_minor >= 0),
  made_at timestamptz not null,
  unique (provider_id, gateway, currency, month),
  check (closing_minor = opening_minor + charges_minor + refunds_minor + disputes_minor + fees_minor + other_minor + payouts_minor),
  check (payout_minor = 0 or payout_minor <= closing_minor - reserve_minor)
);
create trigger statements_append_only before update or delete on statements for each statement execute function forbid_change();

-- The intention to pay out, stored before the gateway is asked; the id is the idempotency key.
create table payouts (
  id uuid primary key,
  statement_id uuid not null unique references statements,
  account_reference text not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency char(3) not null,
  state text not null check (state in ('intended', 'succeeded', 'refused')),
  intended_at timestamptz not null,
  settled_at timestamptz,
  gateway_reference text,
  refusal text,
  check ((state = 'intended') = (settled_at is null)),
  check ((state = 'succeeded') = (gateway_reference is not null)),
  check ((state = 'refused') = (refusal is not null))
);
create index payouts_unsettled on payouts (intended_at, id) where state = 'intended';
create function payouts_settle_once() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.state = 'intended'
     and (new.id, new.statement_id, new.account_reference, new.amount_minor, new.currency, new.intended_at)
       = (old.id, old.statement_id, old.account_reference, old.amount_minor, old.currency, old.intended_at) then
    return new;
  end if;
  raise exception 'a payout is settled once and never rewritten' using errcode = 'integrity_constraint_violation';
end $$;
create trigger payouts_settled before update or delete on payouts for each row execute function payouts_settle_once();

-- A day of the ledger beside a day of the gateway's books: small, and costs a write next to nothing.
create index ledger_transactions_at on ledger_transactions using brin (at);
