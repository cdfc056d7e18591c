-- A figures release is dated and immutable; the site shows only these.
create table figures_releases (
  id uuid primary key,
  number integer generated always as identity unique,
  as_of timestamptz not null,
  computed_at timestamptz not null,
  code_version text not null,
  corrects uuid references figures_releases,
  reason text,
  check ((corrects is null) = (reason is null))
);
create unique index figures_releases_date on figures_releases (as_of) where corrects is null;

create table figures (
  release_id uuid not null references figures_releases,
  credential_id uuid not null references credentials,
  -- simulated and real facts never meet in a figure: each has its own set
  simulated boolean not null default false,
  name text not null,
  -- '' for everybody, else 'dimension=value'
  grouping text not null default '',
  -- where it stands in the set, so that lists and downloads have one order
  position integer not null default 0,
  -- the data date of this figure: earlier than the release's where too few people came or went to renew it
  as_of timestamptz not null,
  -- the one shape of docs/figure.schema.json
  figure jsonb not null,
  primary key (release_id, credential_id, simulated, name, grouping)
);
create index figures_credential on figures (credential_id, name, release_id);
create trigger figures_releases_append_only before update or delete on figures_releases for each statement execute function forbid_change();
create trigger figures_append_only before update or delete on figures for each statement execute function forbid_change();
