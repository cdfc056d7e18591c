-- What an author does with the reviews of a piece. Words are a person's, so erasable.
create table comment_ratings (
  review_id uuid not null references reviews,
  criterion text not null,
  -- 0 not useful, 1 somewhat, 2 useful
  useful smallint not null check (useful between 0 and 2),
  rated_at timestamptz not null,
  primary key (review_id, criterion)
);
create table review_thanks (
  review_id uuid primary key references reviews,
  thanked_at timestamptz not null
);
create table review_answers (
  review_id uuid primary key references reviews,
  body text not null,
  answered_at timestamptz not null
);
create table review_reports (
  review_id uuid primary key references reviews,
  request_id uuid not null references educator_requests,
  reason text not null check (reason in ('abusive', 'careless', 'names_me', 'other')),
  body text not null,
  reported_at timestamptz not null,
  decided_at timestamptz,
  decided_by uuid references persons,
  upheld boolean,
  decision text not null default '',
  check ((decided_at is null) = (upheld is null))
);
create table appeals (
  hand_in_id uuid not null references hand_ins,
  criterion text not null,
  request_id uuid not null references educator_requests,
  reason text not null,
  appealed_at timestamptz not null,
  points_before numeric not null,
  decided_at timestamptz,
  decided_by uuid references persons,
  points_after numeric,
  decision text not null default '',
  primary key (hand_in_id, criterion),
  check ((decided_at is null) = (points_after is null)),
  -- an appeal can't make it worse
  check (points_after is null or points_after >= points_before)
);
create index appeals_open on appeals (appealed_at) where decided_at is null;

-- Why a piece was taken out by an educator; its author reads it.
create table refusals (
  hand_in_id uuid primary key references hand_ins,
  refused_at timestamptz not null,
  refused_by uuid not null references persons,
  reason text not null
);

-- Sentences that an educator writes again and again.
create table saved_comments (
  id uuid primary key,
  educator uuid not null references persons,
  body text not null,
  saved_at timestamptz not null,
  unique (educator, body)
);
