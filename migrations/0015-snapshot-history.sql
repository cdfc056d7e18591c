-- The snapshot analysis of our own catalogue, as it was when a figures release was made: one for each, never changed.
create table catalogue_snapshots (
  release_id uuid primary key references figures_releases,
  as_of timestamptz not null,
  taken_at timestamptz not null,
  -- the report as `candour snapshot --json` writes it (shape: domain/snapshot/shape.ts)
  report jsonb not null
);
create trigger catalogue_snapshots_append_only before update or delete on catalogue_snapshots for each statement execute function forbid_change();
