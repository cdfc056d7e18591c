-- Beside the stars three questions in words, each of which may be skipped. The wording is kept with the answer.
alter table ratings
  add column as_described text check (as_described in ('yes', 'partly', 'no')),
  add column usable text check (usable in ('yes', 'partly', 'no')),
  add column worth text check (worth in ('yes', 'partly', 'no')),
  add column wording_version text;

-- Who was asked to rate, and at which moment: when the requirements were met, on leaving, or after a year. Once each.
create table rating_requests (
  enrolment_id uuid not null references enrolments,
  moment text not null check (moment in ('completed', 'left', 'year')),
  asked_at timestamptz not null,
  primary key (enrolment_id, moment)
);
create trigger rating_requests_append_only before update or delete on rating_requests for each statement execute function forbid_change();

-- How the self-check of the level went before enrolling: a fact at enrolment, never updated. Who enrolled before there
-- was one has no row and counts as not taken.
create table entry_checks (
  enrolment_id uuid primary key references enrolments,
  result text not null check (result in ('passed', 'not_passed', 'not_taken')),
  -- when it was taken; null where it was not
  checked_at timestamptz,
  check ((result = 'not_taken') = (checked_at is null))
);
create trigger entry_checks_append_only before update or delete on entry_checks for each statement execute function forbid_change();
