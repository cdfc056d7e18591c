create table lab_drafts (
  enrolment_id uuid not null references enrolments,
  item_id uuid not null references items,
  version integer not null,
  files jsonb not null,
  saved_at timestamptz not null,
  primary key (enrolment_id, item_id)
);

-- The code is a person's words and can be erased; the verdict stays.
create table lab_submissions (
  id uuid primary key,
  enrolment_id uuid not null references enrolments,
  item_id uuid not null references items,
  number integer not null,
  files jsonb,
  handed_in_at timestamptz not null,
  state text not null check (state in ('queued', 'marked', 'failed')),
  marked_at timestamptz,
  verdict jsonb,
  points numeric,
  points_max numeric,
  runtime text,
  unique (enrolment_id, item_id, number)
);
create index lab_submissions_queue on lab_submissions (handed_in_at) where state = 'queued';
