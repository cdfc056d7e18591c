-- Whom the figures of a release counted, so that the next one knows who entered or left since: never published, and
-- nothing personal (numbers of enrolments). One row for each set of figures of a credential.
create table figures_counted (
  release_id uuid not null references figures_releases,
  credential_id uuid not null references credentials,
  simulated boolean not null,
  -- made and read by src/features/outcomes/counted-people.ts
  people bytea not null,
  primary key (release_id, credential_id, simulated)
);
create trigger figures_counted_append_only before update or delete on figures_counted for each statement execute function forbid_change();
