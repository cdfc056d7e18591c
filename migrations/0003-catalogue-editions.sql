-- Providers and their credentials; an edition is an immutable, already rendered version of a credential.
create table providers (
  id uuid primary key,
  slug text not null unique,
  name text not null,
  country char(2) not null,
  kind text not null check (kind in ('company', 'university', 'public_body')),
  about_html text not null default '',
  facts jsonb not null default '{}',
  demonstration boolean not null default false,
  content_hash text not null default '',
  created_at timestamptz not null
);

create table roles (
  person_key uuid not null references persons,
  role text not null check (role in ('educator', 'author', 'operator')),
  provider_id uuid references providers,
  granted_at timestamptz not null,
  unique nulls not distinct (person_key, role, provider_id),
  check ((role = 'operator') = (provider_id is null))
);

create table credentials (
  id uuid primary key,
  slug text not null unique,
  provider_id uuid not null references providers,
  current_edition_id uuid,
  created_at timestamptz not null
);

create table editions (
  id uuid primary key,
  credential_id uuid not null references credentials,
  number integer not null,
  content_hash text not null,
  published_at timestamptz not null,
  status text not null check (status in ('open', 'in_preparation')),
  kind text not null check (kind in ('badge', 'certificate', 'professional_certificate')),
  title text not null,
  summary text not null,
  description_html text not null default '',
  field text not null,
  level text not null check (level in ('beginner', 'intermediate', 'advanced')),
  language text not null,
  effort_hours numeric not null,
  advertised_weeks numeric not null,
  price_minor integer check (price_minor > 0),
  currency char(3),
  -- every stated fact of the label, as written by the provider (shape: features/authoring/format.ts)
  facts jsonb not null,
  search_text text not null,
  search_vector tsvector generated always as (to_tsvector('simple', search_text)) stored,
  unique (credential_id, number),
  check ((price_minor is null) = (currency is null))
);
alter table credentials add foreign key (current_edition_id) references editions deferrable initially deferred;
create index editions_search on editions using gin (search_vector);
create index editions_search_trigram on editions using gin (search_text gin_trgm_ops);

create table courses (
  id uuid primary key,
  edition_id uuid not null references editions,
  slug text not null,
  position integer not null,
  title text not null,
  summary text not null default '',
  effort_hours numeric not null,
  status text not null check (status in ('open', 'in_preparation')),
  outcomes jsonb not null default '[]',
  unique (edition_id, slug)
);

create table items (
  id uuid primary key,
  edition_id uuid not null references editions,
  course_id uuid not null references courses,
  module_title text not null,
  slug text not null,
  position integer not null,
  kind text not null check (kind in ('lesson', 'quiz', 'lab', 'project')),
  title text not null,
  minutes integer not null,
  -- minutes of them spent doing, as planned by the author
  doing_minutes integer not null default 0,
  -- share of the credential's marks; 0 for what is not marked
  weight numeric not null default 0,
  -- share of the points needed to pass; null for what is not marked
  pass_share numeric,
  required boolean not null default true,
  -- readable by everyone, without an account
  preview boolean not null default false,
  body_html text not null default '',
  -- what a learner may see of a quiz, lab or project (shape: features/authoring/published-item.ts)
  spec jsonb not null default '{}',
  unique (edition_id, course_id, slug)
);
create index items_edition on items (edition_id, position);

create table questions (
  id uuid primary key,
  item_id uuid not null references items,
  slug text not null,
  position integer not null,
  kind text not null,
  weight numeric not null default 1,
  -- what may be shown before the answer
  asked jsonb not null,
  unique (item_id, slug)
);

-- What a learner must not know before it may be seen. A table of its own, so that no learner's query can
-- hold it by accident.
create table question_keys (
  question_id uuid primary key references questions,
  key jsonb not null
);
create table item_secrets (
  item_id uuid primary key references items,
  secret jsonb not null
);

create table media (
  edition_id uuid not null references editions,
  path text not null,
  content_hash text not null,
  media_type text not null,
  bytes integer not null,
  primary key (edition_id, path)
);

create trigger editions_immutable before update or delete on editions for each statement execute function forbid_change();
create trigger courses_immutable before update or delete on courses for each statement execute function forbid_change();
create trigger items_immutable before update or delete on items for each statement execute function forbid_change();
create trigger questions_immutable before update or delete on questions for each statement execute function forbid_change();
