-- A person is a random key. Everything that can name somebody stands in `accounts`, which can be erased;
-- what remains is a pseudonymous fact in the denominators.
create table persons (
  person_key uuid primary key,
  created_at timestamptz not null,
  simulated boolean not null default false,
  erased_at timestamptz
);

create table accounts (
  person_key uuid primary key references persons,
  email citext not null unique,
  email_confirmed_at timestamptz,
  display_name text not null default '',
  password_hash text,
  locale text not null default 'en',
  time_zone text not null default 'UTC',
  demonstration boolean not null default false,
  created_at timestamptz not null
);

create table sessions (
  token_hash bytea primary key,
  person_key uuid not null references persons on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index sessions_person on sessions (person_key);

-- Links sent by mail: for one purpose, until one moment, used once.
create table email_links (
  token_hash bytea primary key,
  person_key uuid not null references persons on delete cascade,
  purpose text not null,
  subject_id text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index email_links_person on email_links (person_key);
