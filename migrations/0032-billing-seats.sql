-- Seats for organisations: employers and colleges pay for the people who began, and see of them what these consented to.
create table organisations (
  id uuid primary key,
  name text not null,
  kind text not null check (kind in ('employer', 'college', 'other')),
  made_at timestamptz not null,
  made_by uuid not null references persons
);

create table organisation_admins (
  organisation_id uuid not null references organisations,
  person_key uuid not null references persons,
  added_at timestamptz not null,
  primary key (organisation_id, person_key)
);
create index organisation_admins_person on organisation_admins (person_key);

-- Up to so many seats of a credential within a year, at the price of the day it was made. Nothing is paid ahead: once a
-- month a bill for the seats whose learners began.
create table seat_agreements (
  id uuid primary key,
  organisation_id uuid not null references organisations,
  credential_id uuid not null references credentials,
  provider_id uuid not null references providers,
  edition_id uuid not null references editions,
  seats_max integer not null check (seats_max between 1 and 10000),
  unit_minor integer not null check (unit_minor > 0),
  currency char(3) not null,
  country char(2),
  tax_rate_bp integer not null default 0 check (tax_rate_bp between 0 and 9999),
  tax_added boolean not null default false,
  pays_by text not null check (pays_by in ('card', 'invoice')),
  payment_method_id uuid references payment_methods on delete set null,
  -- who gets the bills
  buyer_key uuid not null references persons,
  -- people whose confirmed address is at this domain may take a seat themselves
  email_domain citext,
  made_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > made_at),
  -- no further seat is given out: ended by the organisation, or a bill stays unpaid
  closed_at timestamptz
);
create index seat_agreements_organisation on seat_agreements (organisation_id, made_at);

create table seat_bills (
  id uuid primary key,
  agreement_id uuid not null references seat_agreements,
  -- the calendar month (UTC) whose beginnings it bills
  month date not null check (extract(day from month) = 1),
  order_id uuid not null unique references orders,
  made_at timestamptz not null,
  unique (agreement_id, month)
);

create table seats (
  id uuid primary key,
  agreement_id uuid not null references seat_agreements,
  -- 1 … seats_max: there can't be more than were agreed
  number integer not null check (number >= 1),
  invited_email citext,
  invited_at timestamptz,
  token_hash bytea unique,
  person_key uuid references persons,
  enrolment_id uuid references enrolments,
  taken_at timestamptz,
  -- The learner opened something: from now on it is used and stays theirs.
  used_at timestamptz,
  bill_id uuid references seat_bills,
  -- What the learner lets the organisation see; asked when the seat is taken, withdrawn at any time.
  shows_progress boolean not null default false,
  unique (agreement_id, number),
  unique (agreement_id, invited_email),
  unique (agreement_id, person_key),
  check ((taken_at is null) = (enrolment_id is null)),
  check (used_at is null or taken_at is not null),
  check (bill_id is null or used_at is not null),
  check (not shows_progress or taken_at is not null)
);
create index seats_enrolment on seats (enrolment_id) where enrolment_id is not null;
create index seats_person on seats (person_key) where person_key is not null;
create index seats_taken_unused on seats (id) where taken_at is not null and used_at is null;
create index seats_unbilled on seats (agreement_id, used_at) where used_at is not null and bill_id is null;

create function seats_are_bounded() returns trigger language plpgsql as $$
begin
  if new.number > (select seats_max from seat_agreements where id = new.agreement_id) then
    raise exception 'there are no more seats than were agreed' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger seats_bounded before insert on seats for each row execute function seats_are_bounded();

-- A used seat is never moved or billed again.
create function seats_stay() returns trigger language plpgsql as $$
begin
  if old.used_at is not null and (new.used_at, new.enrolment_id) is distinct from (old.used_at, old.enrolment_id)
     or old.bill_id is not null and new.bill_id is distinct from old.bill_id then
    raise exception 'a used seat stays with its learner and is billed once' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger seats_stay before update on seats for each row execute function seats_stay();

-- Every yes and no to showing progress.
create table seat_consents (
  id bigint generated always as identity primary key,
  seat_id uuid not null references seats,
  person_key uuid not null references persons,
  shows_progress boolean not null,
  at timestamptz not null
);
create index seat_consents_seat on seat_consents (seat_id, at);
create trigger seat_consents_append_only before update or delete on seat_consents for each statement execute function forbid_change();
