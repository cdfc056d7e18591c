-- The facts that every published figure is computed from. Enrolment facts and events are never rewritten.
create table enrolments (
  id uuid primary key,
  person_key uuid not null references persons,
  credential_id uuid not null references credentials,
  edition_id uuid not null references editions,
  -- coming back within 12 months continues the enrolment, later it is a new one
  ordinal integer not null default 1,
  route text not null check (route in ('trial', 'once', 'aid', 'seat', 'gift', 'free')),
  enrolled_at timestamptz not null,
  simulated boolean not null default false,
  unique (person_key, credential_id, ordinal)
);
create index enrolments_credential on enrolments (credential_id, enrolled_at);
create trigger enrolments_append_only before update or delete on enrolments for each statement execute function forbid_change();

-- Asked at enrolment, may be skipped, never updated.
create table intent_answers (
  enrolment_id uuid not null references enrolments,
  question text not null check (question in ('finish', 'goal')),
  answer text not null check (answer in ('finish', 'look_around', 'job', 'promotion', 'own_venture', 'skills')),
  wording_version text not null,
  answered_at timestamptz not null,
  primary key (enrolment_id, question)
);
create trigger intent_answers_append_only before update or delete on intent_answers for each statement execute function forbid_change();

create table enrolment_events (
  id bigint generated always as identity primary key,
  enrolment_id uuid not null references enrolments,
  kind text not null check (kind in ('started', 'committed', 'work_done', 'requirements_met', 'issued',
    'cancelled', 'trial_lapsed', 'paused', 'resumed', 'reopened')),
  at timestamptz not null
);
create index enrolment_events_enrolment on enrolment_events (enrolment_id, at);
create unique index enrolment_events_once on enrolment_events (enrolment_id, kind)
  where kind in ('started', 'committed', 'work_done', 'requirements_met', 'issued');
create trigger enrolment_events_append_only before update or delete on enrolment_events for each statement execute function forbid_change();

-- Until when work is taken and marked; without a row or with null there is no end. Reading stays.
create table enrolment_access (
  enrolment_id uuid primary key references enrolments,
  works_until timestamptz,
  -- what the plan shows of money; billing says it
  next_charge_at timestamptz,
  next_charge_minor integer,
  next_charge_currency char(3)
);

-- The learner's own plan; mutable, the latest row counts.
create table plans (
  enrolment_id uuid primary key references enrolments,
  hours_per_week numeric not null check (hours_per_week > 0 and hours_per_week <= 80),
  updated_at timestamptz not null
);

create table item_progress (
  enrolment_id uuid not null references enrolments,
  item_id uuid not null references items,
  opened_at timestamptz not null,
  last_opened_at timestamptz not null,
  completed_at timestamptz,
  primary key (enrolment_id, item_id)
);

-- One row each time a script saw somebody at work on an item (at most one a minute and device).
create table activity_marks (
  id bigint generated always as identity primary key,
  person_key uuid not null references persons,
  enrolment_id uuid not null references enrolments,
  item_id uuid not null references items,
  at timestamptz not null
);
create index activity_marks_person on activity_marks (person_key, id);
create trigger activity_marks_append_only before update or delete on activity_marks for each statement execute function forbid_change();

-- Up to which mark a person's activity was summed.
create table activity_summed (
  person_key uuid primary key references persons,
  mark_id bigint not null
);

-- Active seconds by item and day, summed from the marks by domain/active-time.ts.
create table activity_seconds (
  enrolment_id uuid not null references enrolments,
  item_id uuid not null references items,
  day date not null,
  seconds integer not null check (seconds >= 0),
  primary key (enrolment_id, day, item_id)
);

-- Every mark ever given, with who gave it. What counts is in item_results.
create table marks (
  id bigint generated always as identity primary key,
  enrolment_id uuid not null references enrolments,
  item_id uuid not null references items,
  -- the attempt, submission or hand-in that was marked
  work_id uuid not null,
  points numeric not null,
  points_max numeric not null check (points_max > 0),
  -- parts of points_max by who decided them; they add up to 1
  computer_share numeric not null default 0,
  peer_share numeric not null default 0,
  educator_share numeric not null default 0,
  peers integer not null default 0,
  educators integer not null default 0,
  handed_in_at timestamptz not null,
  marked_at timestamptz not null,
  unique (work_id),
  check (points >= 0 and points <= points_max),
  check (abs(computer_share + peer_share + educator_share - 1) < 1e-9)
);
create index marks_enrolment on marks (enrolment_id, item_id);
create trigger marks_append_only before update or delete on marks for each statement execute function forbid_change();

-- The best mark of each item, and when the work for it was handed in.
create table item_results (
  enrolment_id uuid not null references enrolments,
  item_id uuid not null references items,
  mark_id bigint not null references marks,
  passed_at timestamptz,
  handed_in_at timestamptz not null,
  primary key (enrolment_id, item_id)
);

-- Work that waits for people: needed to know work_done_at before the marks are in.
create table pending_work (
  enrolment_id uuid not null references enrolments,
  item_id uuid not null references items,
  work_id uuid not null,
  handed_in_at timestamptz not null,
  primary key (enrolment_id, item_id)
);

-- Everyone is asked at the same moments, so that silence is measured. The latest answer counts.
create table ratings (
  id bigint generated always as identity primary key,
  enrolment_id uuid not null references enrolments,
  stars integer not null check (stars between 1 and 5),
  rated_at timestamptz not null
);
create index ratings_enrolment on ratings (enrolment_id, rated_at desc);
create trigger ratings_append_only before update or delete on ratings for each statement execute function forbid_change();
