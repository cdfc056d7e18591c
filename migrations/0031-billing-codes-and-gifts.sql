-- Coupons and vouchers: a batch says what its codes are good for. A code for one person is kept as its hash alone.
create table code_batches (
  id uuid primary key,
  provider_id uuid not null references providers,
  -- null: every credential of the provider
  credential_id uuid references credentials,
  -- where the codes were bought
  order_id uuid references orders,
  label text not null,
  percent_bp integer not null check (percent_bp between 1 and 10000),
  -- for so many charges; null is for good. The whole price is always for good.
  charges integer check (charges >= 1),
  -- how often each code can be used
  uses_max integer not null check (uses_max between 1 and 100000),
  code_count integer not null check (code_count between 1 and 10000),
  expires_at timestamptz,
  made_by uuid not null references persons,
  made_at timestamptz not null,
  closed_at timestamptz,
  check (percent_bp < 10000 or charges is null)
);
create index code_batches_provider on code_batches (provider_id, made_at);
create unique index code_batches_order on code_batches (order_id) where order_id is not null;

create table codes (
  id uuid primary key,
  batch_id uuid not null references code_batches,
  code_hash bytea not null unique,
  -- A code that many may use is no secret and can be read again.
  shown text,
  uses integer not null default 0,
  uses_max integer not null,
  -- The last use can be taken once, whoever comes at the same moment.
  check (uses between 0 and uses_max),
  check (shown is null or uses_max > 1)
);
create index codes_batch on codes (batch_id);

create table code_uses (
  id uuid primary key,
  code_id uuid not null references codes,
  batch_id uuid not null references code_batches,
  person_key uuid not null references persons,
  credential_id uuid not null references credentials,
  enrolment_id uuid not null references enrolments,
  percent_bp integer not null,
  used_at timestamptz not null,
  unique (batch_id, person_key, credential_id)
);
create index code_uses_code on code_uses (code_id);
create index code_uses_enrolment on code_uses (enrolment_id);
create trigger code_uses_append_only before update or delete on code_uses for each statement execute function forbid_change();

-- A gift: bought by one, accepted by another, given back to the giver until it is accepted.
create table gifts (
  id uuid primary key,
  order_id uuid not null unique references orders,
  giver_key uuid not null references persons,
  credential_id uuid not null references credentials,
  edition_id uuid not null references editions,
  -- Words and addresses; deleted when the gift is over, and with the giver.
  recipient_email citext,
  recipient_name text,
  giver_name text,
  message text,
  send_at timestamptz not null,
  token_hash bytea unique,
  -- unpaid: the order isn't settled yet
  state text not null check (state in ('unpaid', 'waiting', 'sent', 'accepted', 'given_back')),
  made_at timestamptz not null,
  sent_at timestamptz,
  accepted_at timestamptz,
  accepted_by uuid references persons,
  enrolment_id uuid references enrolments,
  given_back_at timestamptz,
  check ((state = 'accepted') = (accepted_at is not null)),
  check ((accepted_at is null) = (enrolment_id is null)),
  check ((state = 'given_back') = (given_back_at is not null))
);
create index gifts_giver on gifts (giver_key, made_at);
create index gifts_to_send on gifts (send_at) where state = 'waiting';
create index gifts_enrolment on gifts (enrolment_id) where enrolment_id is not null;
