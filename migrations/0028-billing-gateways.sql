-- Gateways behind one port: what we remember of them, what was agreed with the learner, what they tell us, and how
-- their books compare with ours.

-- What a gateway calls a person. Gone with the person.
create table gateway_customers (
  person_key uuid not null references persons,
  gateway text not null,
  reference text not null,
  created_at timestamptz not null,
  primary key (person_key, gateway)
);

-- A form that waits for a card: where cards are given in the gateway's own fields, the form comes first and goes on
-- when the card is there.
create table card_setups (
  id uuid primary key,
  person_key uuid not null references persons,
  gateway text not null,
  purpose text not null,
  -- the form as it was posted, without any card; emptied when it was used
  form jsonb not null,
  -- the address of the form, to go back to
  back text not null,
  reference text,
  checkout_reference text,
  created_at timestamptz not null,
  used_at timestamptz,
  result_url text,
  check ((used_at is null) = (result_url is null))
);
create index card_setups_person on card_setups (person_key);

-- What the learner agreed to when the card was kept: the words, and the most that one charge and all of them may be.
-- A charge that is dearer needs a new one.
create table mandates (
  id uuid primary key,
  subscription_id uuid not null references subscriptions,
  gateway text not null,
  gateway_reference text,
  locale text not null,
  words text not null,
  -- of one charge, tax included
  amount_minor integer not null check (amount_minor > 0),
  currency char(3) not null,
  period text not null check (period in ('month')),
  charges_max integer not null check (charges_max >= 1),
  agreed_at timestamptz not null
);
create index mandates_subscription on mandates (subscription_id, agreed_at desc);
create trigger mandates_append_only before update or delete on mandates for each statement execute function forbid_change();

-- The gateway is asked for no more than what was agreed.
create function refuse_beyond_mandate() returns trigger language plpgsql as $$
declare m mandates;
begin
  select * into m from mandates where subscription_id = new.subscription_id order by agreed_at desc, id desc limit 1;
  if found and (new.amount_minor > m.amount_minor or new.currency <> m.currency) then
    raise exception 'charge % refused: the mandate is for %', new.id, m.amount_minor using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger charges_within_mandate before update of sent_at on charges for each row
  when (new.sent_at is distinct from old.sent_at and new.subscription_id is not null)
  execute function refuse_beyond_mandate();

-- Stripe's payment for each of our charges: made before any money is asked for, so that its name is known whatever
-- answer gets lost afterwards. A payment succeeds at most once.
create table stripe_payment_intents (
  charge_id uuid primary key,
  reference text not null unique,
  created_at timestamptz not null
);

-- What gateways told us, each event once. Nothing in it is believed: it says where to look.
create table gateway_events (
  gateway text not null,
  event_id text not null,
  kind text not null,
  about text not null,
  reference text not null,
  received_at timestamptz not null,
  done_at timestamptz,
  primary key (gateway, event_id)
);

-- The bank took back what a learner paid, because they asked it to.
create table disputes (
  id uuid primary key,
  charge_id uuid not null references charges,
  gateway text not null,
  gateway_reference text not null,
  amount_minor integer not null check (amount_minor > 0),
  currency char(3) not null,
  reason text not null,
  -- asked: the bank only asks so far, and has taken nothing
  state text not null check (state in ('asked', 'open', 'won', 'lost')),
  opened_at timestamptz not null,
  closed_at timestamptz,
  unique (gateway, gateway_reference),
  check ((state in ('won', 'lost')) = (closed_at is not null))
);
create index disputes_charge on disputes (charge_id);

-- The gateway's books beside ours, day by day (UTC).
create table reconciled_days (
  gateway text not null,
  day date not null,
  looked_at timestamptz not null,
  counted jsonb not null,
  differences integer not null,
  primary key (gateway, day)
);
create table reconciliation_differences (
  gateway text not null,
  day date not null,
  kind text not null,
  reference text not null,
  ours jsonb,
  theirs jsonb,
  found_at timestamptz not null,
  seen_at timestamptz not null,
  gone_at timestamptz,
  primary key (gateway, kind, reference)
);
create index reconciliation_differences_open on reconciliation_differences (found_at) where gone_at is null;

-- The simulated gateway's own books: fees, what waits for the bank's confirmation, disputes, transfers.
alter table simulated_gateway_charges
  add column fee_minor integer not null default 0 check (fee_minor >= 0),
  drop constraint simulated_gateway_charges_state_check,
  add constraint simulated_gateway_charges_state_check check (state in ('succeeded', 'failed', 'waiting'));
create index simulated_gateway_charges_at on simulated_gateway_charges (charged_at);
create index simulated_gateway_refunds_at on simulated_gateway_refunds (refunded_at);
alter table simulated_gateway_cards
  drop constraint simulated_gateway_cards_behaviour_check,
  add constraint simulated_gateway_cards_behaviour_check check
    (behaviour in ('works', 'declined', 'authentication_required', 'answer_lost', 'disputed'));
create table simulated_gateway_disputes (
  reference text primary key,
  charge_reference text not null unique references simulated_gateway_charges (reference),
  amount_minor integer not null check (amount_minor > 0),
  state text not null check (state in ('open', 'won', 'lost')),
  opened_at timestamptz not null,
  closed_at timestamptz
);
create table simulated_gateway_transfers (
  idempotency_key text primary key,
  reference text not null unique,
  account text not null,
  amount_minor integer not null check (amount_minor > 0),
  currency char(3) not null,
  at timestamptz not null
);
