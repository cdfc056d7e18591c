-- A piece is a project handed in. Reserve pieces come with the content, belong to nobody and were marked by educators.
create table hand_ins (
  id uuid primary key,
  enrolment_id uuid references enrolments,
  item_id uuid not null references items,
  number integer not null default 1,
  reserve_slug text,
  handed_in_at timestamptz not null,
  state text not null check (state in ('with_peers', 'with_educator', 'marked', 'reserve')),
  marked_at timestamptz,
  unique (enrolment_id, item_id, number),
  unique (item_id, reserve_slug),
  check ((enrolment_id is null) = (state = 'reserve'))
);
create index hand_ins_waiting on hand_ins (item_id, handed_in_at) where state in ('with_peers', 'with_educator');

-- The words and files of a piece: a person's, so erasable.
create table hand_in_texts (
  hand_in_id uuid primary key references hand_ins,
  body text not null
);
create table hand_in_files (
  id uuid primary key,
  hand_in_id uuid not null references hand_ins,
  name text not null,
  media_type text not null,
  bytes integer not null,
  content_hash text not null
);
create table hand_in_drafts (
  enrolment_id uuid not null references enrolments,
  item_id uuid not null references items,
  body text not null,
  saved_at timestamptz not null,
  primary key (enrolment_id, item_id)
);

create table reviews (
  id uuid primary key,
  hand_in_id uuid not null references hand_ins,
  reviewer_enrolment_id uuid not null references enrolments,
  given_at timestamptz not null,
  expires_at timestamptz not null,
  submitted_at timestamptz,
  skipped_at timestamptz,
  skip_reason text,
  unique (hand_in_id, reviewer_enrolment_id)
);
create index reviews_open on reviews (reviewer_enrolment_id) where submitted_at is null and skipped_at is null;
create table review_marks (
  review_id uuid not null references reviews,
  criterion text not null,
  points numeric not null,
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
  points numeric not null,
  comment text not null default '',
  blind boolean not null,
  marked_at timestamptz not null,
  primary key (hand_in_id, criterion)
);
-- What was decided in the end, criterion by criterion.
create table criterion_results (
  hand_in_id uuid not null references hand_ins,
  criterion text not null,
  points numeric not null,
  points_max numeric not null,
  peer_share numeric not null,
  educator_share numeric not null,
  primary key (hand_in_id, criterion)
);
