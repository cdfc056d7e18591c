-- What a provider answers to the figures of one of its credentials: signed, beside the label, never instead of it.
-- Immutable; the newest one is shown, older ones stay readable.
create table provider_notes (
  id uuid primary key,
  provider_id uuid not null references providers,
  credential_id uuid not null references credentials,
  -- the figures that it answers to
  release_id uuid not null references figures_releases,
  -- 1 for the first note to this credential, then counted on
  number integer not null,
  text text not null check (char_length(text) between 1 and 1200),
  -- the signed statement (Verifiable Credentials 2.0), with the same text in it
  document jsonb not null,
  written_at timestamptz not null,
  unique (credential_id, number)
);
create trigger provider_notes_append_only before update or delete on provider_notes for each statement execute function forbid_change();
