-- The days on which a provider is closed: public holidays, a week between the years. Known before somebody hands in, so
-- that educators are brought in before them.
create table closed_days (
  id uuid primary key,
  provider_id uuid not null references providers,
  first_day date not null,
  last_day date not null,
  called text not null,
  entered_at timestamptz not null,
  check (first_day <= last_day and last_day < first_day + 62),
  unique (provider_id, first_day, last_day)
);
create index closed_days_provider on closed_days (provider_id, last_day);

-- What its author was promised when handing in, and from when educators take a piece as it is. Written once: a calendar
-- that changes later breaks no promise and keeps none.
alter table hand_ins add column promised_by timestamptz;
alter table hand_ins add column educators_from timestamptz;
update hand_ins h set
    promised_by = h.handed_in_at + make_interval(hours => 24 * coalesce((i.spec->'marking'->>'promise_days')::int, 7)),
    educators_from = greatest(h.handed_in_at,
      h.handed_in_at + make_interval(hours => 24 * coalesce((i.spec->'marking'->>'promise_days')::int, 7) - 24))
  from items i where i.id = h.item_id and h.enrolment_id is not null;
alter table hand_ins add constraint hand_ins_promise check (
  (enrolment_id is null) = (promised_by is null) and (enrolment_id is null) = (educators_from is null)
  and educators_from <= promised_by);

-- A piece whose places are all taken, and the spare one too, is offered to nobody until one is given up.
alter table hand_ins add column spare_taken boolean not null default false;
create index hand_ins_spare on hand_ins (item_id, handed_in_at)
  where state = 'with_peers' and full_until is not null and not spare_taken;

-- Who gave what they owe and likes to be invited when a piece waits for reviewers.
create table review_volunteers (
  enrolment_id uuid not null references enrolments,
  item_id uuid not null references items,
  since timestamptz not null,
  invited_at timestamptz,
  primary key (enrolment_id, item_id)
);
create index review_volunteers_next on review_volunteers (item_id, invited_at nulls first);
