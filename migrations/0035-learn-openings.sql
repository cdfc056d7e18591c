-- When somebody opened anything, to ten minutes: what decides whether a paid month was one without any activity.
create table enrolment_openings (
  enrolment_id uuid not null references enrolments,
  at timestamptz not null,
  primary key (enrolment_id, at)
);
insert into enrolment_openings (enrolment_id, at)
  select enrolment_id, opened_at from item_progress union select enrolment_id, last_opened_at from item_progress;
