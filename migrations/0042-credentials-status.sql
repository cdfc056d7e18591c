-- Whether a credential stands: revoked for good, or suspended for now. Published as Bitstring Status Lists.
alter table issued_credentials add column revocation_kind text
  check (revocation_kind in ('error', 'misconduct', 'holder'));
alter table issued_credentials add column suspended_at timestamptz;
alter table issued_credentials add column suspension_reason text;
update issued_credentials set revocation_kind = 'error' where revoked_at is not null;
alter table issued_credentials add check ((revoked_at is null) = (revocation_kind is null));

-- A revocation is asked for by one person and decided by another.
create table revocation_requests (
  id uuid primary key,
  credential_id uuid not null references issued_credentials,
  kind text not null check (kind in ('error', 'misconduct', 'holder')),
  reason text not null,
  asked_by uuid not null references persons,
  asked_at timestamptz not null,
  decided_by uuid references persons,
  decided_at timestamptz,
  confirmed boolean,
  check (decided_by is null or decided_by <> asked_by),
  check ((decided_at is null) = (decided_by is null) and (decided_at is null) = (confirmed is null))
);
create unique index revocation_requests_open on revocation_requests (credential_id) where decided_at is null;

create table status_lists (
  id uuid primary key,
  provider_id uuid not null references providers,
  -- The identifier that the list is signed under: the issuer of the credentials in it.
  controller text not null,
  length integer not null check (length >= 131072 and length % 8 = 0),
  opened_at timestamptz not null,
  -- From then on no new credential gets an entry in it.
  closed_at timestamptz,
  -- Counts changes of what it says: a document that was built from an earlier version is not served.
  version bigint not null default 1
);
create index status_lists_open on status_lists (provider_id, controller, opened_at desc) where closed_at is null;

-- A place belongs to one credential for ever, or to none: then it is a decoy whose bit is set from some day on, so that
-- nobody can count from outside how many were revoked.
create table status_entries (
  list_id uuid not null references status_lists,
  position integer not null check (position >= 0),
  credential_id uuid references issued_credentials,
  decoy_from timestamptz,
  primary key (list_id, position),
  -- One in each list at most; a credential that is signed under another identifier gets a further one there.
  unique (list_id, credential_id),
  check ((credential_id is null) <> (decoy_from is null))
);
create index status_entries_credential on status_entries (credential_id);
create index status_entries_decoys on status_entries (list_id, decoy_from) where decoy_from is not null;

-- The signed lists as they are served.
create table status_documents (
  list_id uuid not null references status_lists,
  purpose text not null check (purpose in ('revocation', 'suspension')),
  version bigint not null,
  document jsonb not null,
  built_at timestamptz not null,
  primary key (list_id, purpose)
);
