-- Keys of several kinds, one after the other. Which one signs is decided here: the newest of its kind that is neither
-- retired nor revoked. Nothing is ever deleted: the history of a provider's keys is public.
alter table issuer_keys alter column public_key_multibase drop not null;
alter table issuer_keys add column kind text not null default 'ed25519' check (kind in ('ed25519', 'p256', 'rsa'));
-- What is public of it, as JWK; absent in rows from before, where the multibase form says all.
alter table issuer_keys add column public_jwk jsonb;
alter table issuer_keys add column retired_at timestamptz;
alter table issuer_keys add column revocation_reason text;
-- When the revocation was written, which may be later than the day from which it holds.
alter table issuer_keys add column revocation_written_at timestamptz;
create index issuer_keys_provider on issuer_keys (provider_id, kind, valid_from desc);

-- How a provider's credentials are signed: one proof or several, and as a token beside.
create table issuer_settings (
  provider_id uuid primary key references providers,
  proofs text[] not null check (cardinality(proofs) > 0),
  changed_at timestamptz not null
);
