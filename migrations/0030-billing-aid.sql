-- Financial aid: what was answered (until nobody needs it any more), what was decided and by which rules.

alter table subscriptions
  -- What the discount falls back to when a coupon has run out: aid.
  add column discount_after_bp integer not null default 0 check (discount_after_bp between 0 and 9999),
  -- An application for aid waits for a decision: the next charge waits with it, and stands here meanwhile.
  add column aid_open boolean not null default false,
  add column held_charge_at timestamptz,
  -- Why there is nothing to pay any more. The trial goes on as it was.
  add column free_because text check (free_because in ('cap', 'aid', 'voucher', 'gift', 'seat', 'once')),
  add check (aid_open or held_charge_at is null),
  add check (discount_charges_left is not null or discount_after_bp = 0);

-- Whoever plans a charge while aid is undecided plans it for later; no sweep sees it before.
create function hold_charge_for_aid() returns trigger language plpgsql as $$
begin
  if new.aid_open and new.next_charge_at is not null then
    new.held_charge_at := new.next_charge_at;
    new.next_charge_at := null;
  end if;
  return new;
end $$;
create trigger subscriptions_hold_for_aid before insert or update on subscriptions
  for each row when (new.aid_open and new.next_charge_at is not null) execute function hold_charge_for_aid();

create function refuse_charge_before_aid() returns trigger language plpgsql as $$
begin
  if exists (select 1 from subscriptions where id = new.subscription_id and aid_open) then
    raise exception 'unfair charge refused: aid is undecided' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger charges_wait_for_aid before insert on charges
  for each row when (new.subscription_id is not null) execute function refuse_charge_before_aid();

create table aid_applications (
  id uuid primary key,
  person_key uuid not null references persons,
  credential_id uuid not null references credentials,
  rules_version text not null,
  applied_at timestamptz not null,
  -- The answers, and what would tell them; deleted when no appeal can need them, and with the person.
  country char(2),
  household integer check (household between 1 and 12),
  income text check (income in ('under_half', 'under_line', 'under_double', 'over', 'unsaid')),
  situation text check (situation in ('none', 'displaced', 'no_work', 'student', 'carer')),
  rule text check (rule in ('displaced', 'under_half', 'under_line', 'under_double', 'over', 'unsaid')),
  is_raised boolean,
  appeal_text text,
  answers_deleted_at timestamptz,
  -- What the rules gave, at once.
  percent integer not null check (percent in (0, 50, 75, 100)),
  -- A person looks at it again; who waits too long gets a step more.
  appealed_at timestamptz,
  appeal_decided_at timestamptz,
  appeal_percent integer check (appeal_percent in (0, 50, 75, 100)),
  appeal_decided_by text check (appeal_decided_by in ('person', 'time')),
  appeal_answer text,
  -- When it took effect for an enrolment, and with how much.
  used_at timestamptz,
  used_percent integer check (used_percent in (50, 75, 100)),
  enrolment_id uuid references enrolments,
  check (appeal_decided_at is null or appealed_at is not null),
  check ((appeal_decided_at is null) = (appeal_percent is null)),
  check ((appeal_decided_at is null) = (appeal_decided_by is null)),
  -- An appeal never makes it worse.
  check (appeal_percent is null or appeal_percent >= percent),
  check ((used_at is null) = (used_percent is null)),
  check ((used_at is null) = (enrolment_id is null))
);
create index aid_applications_person on aid_applications (person_key, credential_id, applied_at);
create unique index aid_applications_open on aid_applications (person_key, credential_id)
  where appealed_at is not null and appeal_decided_at is null;
create index aid_applications_waiting on aid_applications (appealed_at) where appealed_at is not null and appeal_decided_at is null;
create index aid_applications_answers on aid_applications (applied_at) where answers_deleted_at is null;
create index aid_applications_enrolment on aid_applications (enrolment_id) where enrolment_id is not null;
