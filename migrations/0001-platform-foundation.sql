-- What every room stands on: extensions, the audit trail, mail, repeatable forms, rate limits.
create extension if not exists citext;
create extension if not exists pg_trgm;
create extension if not exists unaccent;

-- Attached to every append-only table: the database itself refuses to rewrite history.
create function forbid_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'integrity_constraint_violation';
end $$;

-- Written in the same transaction as the change it describes. Holds nothing personal: people are random keys.
create table audit_entries (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor uuid,
  action text not null,
  subject_kind text not null,
  subject_id text not null,
  detail jsonb not null default '{}'
);
create index audit_entries_subject on audit_entries (subject_kind, subject_id);
create trigger audit_entries_append_only before update or delete on audit_entries
  for each statement execute function forbid_change();

-- Every mail that the site sends or would send. Personal (addresses, words), so erasable.
create table mail_messages (
  id uuid primary key,
  idempotency_key text not null unique,
  purpose text not null,
  person_key uuid,
  to_address citext not null,
  subject text not null,
  body_text text not null,
  body_html text not null,
  created_at timestamptz not null,
  handed_over_at timestamptz,
  attempts integer not null default 0,
  last_error text
);
create index mail_messages_waiting on mail_messages (created_at) where handed_over_at is null;
create index mail_messages_person on mail_messages (person_key);
create index mail_messages_recent on mail_messages (created_at desc);

-- A form that creates something carries a random key; sending it again leads to the first result.
create table form_keys (
  key uuid primary key,
  person_key uuid not null,
  result_url text not null,
  created_at timestamptz not null
);

create table rate_limits (
  bucket text not null,
  window_start timestamptz not null,
  hits integer not null,
  primary key (bucket, window_start)
);

-- What pages for everybody depend on. A change is announced on the channel site_changed, so that every web
-- process drops the pages that it keeps.
create table site_state (
  key text primary key,
  value jsonb not null,
  changed_at timestamptz not null
);
create function announce_site_change() returns trigger language plpgsql as $$
begin
  perform pg_notify('site_changed', '');
  return null;
end $$;
create trigger site_state_announced after insert or update on site_state
  for each statement execute function announce_site_change();
