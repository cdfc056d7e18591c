-- Public halves of the issuers' keys; the private ones lie encrypted in the data folder.
create table issuer_keys (
  id text primary key,
  provider_id uuid not null references providers,
  public_key_multibase text not null,
  valid_from timestamptz not null,
  revoked_at timestamptz
);

create table issued_credentials (
  id uuid primary key,
  enrolment_id uuid not null unique references enrolments,
  person_key uuid not null references persons,
  provider_id uuid not null references providers,
  edition_id uuid not null references editions,
  issued_at timestamptz not null,
  revoked_at timestamptz,
  revocation_reason text
);
create index issued_credentials_person on issued_credentials (person_key);

-- The signed document holds what its owner chose to show (a hashed address, perhaps a name): erasable.
create table credential_documents (
  credential_id uuid primary key references issued_credentials,
  document jsonb not null,
  shown boolean not null default true,
  created_at timestamptz not null
);
