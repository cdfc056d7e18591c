-- A marker marks a piece that educators marked, and sees where they differ. Their own words are erasable.
create table trainings (
  id uuid primary key,
  enrolment_id uuid not null references enrolments,
  item_id uuid not null references items,
  hand_in_id uuid not null references hand_ins,
  started_at timestamptz not null,
  submitted_at timestamptz,
  points jsonb,
  -- how far from the educators on average, as a share of the points
  distance numeric,
  close boolean,
  check ((submitted_at is null) = (close is null) and (submitted_at is null) = (distance is null))
);
create unique index trainings_open on trainings (enrolment_id, item_id) where submitted_at is null;
create index trainings_piece on trainings (enrolment_id, item_id, submitted_at);

-- What is handed in beside text and files: links with what stood there, and results of labs.
create table hand_in_links (
  id uuid primary key,
  hand_in_id uuid not null references hand_ins,
  position integer not null,
  url text not null,
  -- waiting: the snapshot is still to be taken; failed: it could not be, `why` says it
  state text not null check (state in ('waiting', 'kept', 'failed')),
  why text,
  title text,
  -- the text that stood there, without anything that runs
  body text,
  fetched_at timestamptz,
  unique (hand_in_id, position),
  check ((state = 'kept') = (body is not null))
);
create table hand_in_lab_results (
  hand_in_id uuid not null references hand_ins,
  lab_item_id uuid not null references items,
  points numeric not null,
  points_max numeric not null,
  handed_in_at timestamptz not null,
  primary key (hand_in_id, lab_item_id)
);
-- Of a cleaned file: what was taken out, or that nothing could be.
alter table hand_in_files add column cleaned text check (cleaned in ('clean', 'cleaned', 'not_cleaned'));
