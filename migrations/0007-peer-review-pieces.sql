-- A piece is a project handed in. Reserve pieces come with the content, belong to nobody and were marked by educators.
create table hand_ins (
  id uuid primary key,
  enrolment_id uuid references enrolments,
  item_id uuid not null references items,
  number integer not null default 1,
  reserve_slug text,
  handed_in_at timestamptz not null,
  -- withdrawn: its author was erased before it was marked
  state text not null check (state in ('with_peers', 'with_educator', 'marked', 'reserve', 'withdrawn')),
  -- peers who marked it so far, kept here so that the pool is read in the order of need
  peer_marks integer not null default 0,
  -- while every place of the piece is taken: when the first of its locks ends
  full_until timestamptz,
  -- from when it counts as handed in: when its author has also given the reviews owed; null while they are owed
  counts_from timestamptz,
  marked_at timestamptz,
  unique (enrolment_id, item_id, number),
  unique (item_id, reserve_slug),
  check ((enrolment_id is null) = (state = 'reserve')),
  check ((reserve_slug is null) = (state <> 'reserve')),
  check ((marked_at is null) = (state <> 'marked'))
);
-- One piece at a time is on its way.
create unique index hand_ins_open on hand_ins (enrolment_id, item_id) where state in ('with_peers', 'with_educator');
create index hand_ins_pool on hand_ins (item_id, peer_marks, handed_in_at) where state = 'with_peers';
create index hand_ins_queue on hand_ins (handed_in_at) where state = 'with_educator';

-- The words and files of a piece: a person's, so erasable. The bytes lie in storage under their hash.
create table hand_in_texts (
  hand_in_id uuid primary key references hand_ins,
  body text not null
);
create table hand_in_files (
  id uuid primary key,
  hand_in_id uuid not null references hand_ins,
  position integer not null,
  -- as its author called it: shown to the author alone
  name text not null,
  extension text not null,
  media_type text not null,
  bytes integer not null,
  content_hash text not null,
  unique (hand_in_id, position)
);
create index hand_in_files_content on hand_in_files (content_hash);
create table hand_in_drafts (
  enrolment_id uuid not null references enrolments,
  item_id uuid not null references items,
  body text not null,
  saved_at timestamptz not null,
  primary key (enrolment_id, item_id)
);

-- A review is given with a lock: until expires_at nobody else gets its place.
create table reviews (
  id uuid primary key,
  hand_in_id uuid not null references hand_ins,
  reviewer_enrolment_id uuid not null references enrolments,
  given_at timestamptz not null,
  expires_at timestamptz not null,
  submitted_at timestamptz,
  skipped_at timestamptz,
  skip_reason text check (skip_reason in ('conflict', 'cannot_open', 'offensive', 'other', 'withdrawn')),
  unique (hand_in_id, reviewer_enrolment_id),
  check ((skipped_at is null) = (skip_reason is null)),
  check (submitted_at is null or skipped_at is null)
);
create index reviews_reviewer on reviews (reviewer_enrolment_id);
create index reviews_locks on reviews (hand_in_id, expires_at) where submitted_at is null and skipped_at is null;
-- What a reviewer typed and did not hand in yet: form field → text.
create table review_drafts (
  review_id uuid primary key references reviews,
  typed jsonb not null,
  saved_at timestamptz not null
);
create table review_marks (
  review_id uuid not null references reviews,
  criterion text not null,
  points numeric not null check (points >= 0),
  primary key (review_id, criterion)
);
create table review_comments (
  review_id uuid not null references reviews,
  criterion text not null,
  body text not null,
  primary key (review_id, criterion)
);

-- An educator's marks; `blind` says whether the peers' marks were hidden until then.
create table educator_marks (
  hand_in_id uuid not null references hand_ins,
  educator uuid not null references persons,
  criterion text not null,
  points numeric not null check (points >= 0),
  comment text not null default '',
  blind boolean not null,
  marked_at timestamptz not null,
  primary key (hand_in_id, educator, criterion)
);
create index educator_marks_educator on educator_marks (educator);
-- What was decided in the end, criterion by criterion.
create table criterion_results (
  hand_in_id uuid not null references hand_ins,
  criterion text not null,
  points numeric not null,
  points_max numeric not null,
  peer_share numeric not null,
  educator_share numeric not null,
  primary key (hand_in_id, criterion),
  check (points >= 0 and points <= points_max),
  check (abs(peer_share + educator_share - 1) < 1e-9)
);
