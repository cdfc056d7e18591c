-- What a holder decides: what is on the public copy, what links show, and how often it was looked at.
alter table credential_documents add column named boolean not null default false;
-- Whether the public copy holds the hash of the address. Such hashes can be guessed.
alter table credential_documents add column addressed boolean not null default false;
-- The hashed address itself, and the identifier that the holder proved to control.
alter table credential_documents add column identity jsonb;
alter table credential_documents add column holder_did text;
-- The same credential as a token (vc+jwt), where its issuer signs that way too.
alter table credential_documents add column token text;
alter table credential_documents add column signed_at timestamptz;
update credential_documents set
  named = document #> '{credentialSubject,name}' is not null,
  addressed = document #> '{credentialSubject,identifier}' is not null,
  identity = document #> '{credentialSubject,identifier,0}',
  signed_at = created_at;
alter table credential_documents alter column signed_at set not null;

-- Signed copies that show more or less than the public one: the holder's own, and those that links show.
create table credential_copies (
  credential_id uuid not null references credential_documents on delete cascade,
  named boolean not null,
  addressed boolean not null,
  document jsonb not null,
  token text,
  signed_at timestamptz not null,
  primary key (credential_id, named, addressed)
);

create table share_links (
  id uuid primary key,
  token_hash bytea not null unique,
  person_key uuid not null references persons,
  -- The holder's own note on whom it is for: erasable.
  label text not null,
  named boolean not null,
  addressed boolean not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index share_links_person on share_links (person_key, created_at desc);
create table share_link_credentials (
  link_id uuid not null references share_links on delete cascade,
  credential_id uuid not null references issued_credentials,
  position integer not null,
  primary key (link_id, credential_id)
);

-- How often, by day: never who, from where or with what.
create table credential_views (
  credential_id uuid not null references issued_credentials,
  day date not null,
  views integer not null,
  primary key (credential_id, day)
);
create table share_link_views (
  link_id uuid not null references share_links on delete cascade,
  day date not null,
  views integer not null,
  primary key (link_id, day)
);
