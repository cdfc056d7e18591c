-- A number for each enrolment, in the order in which they were written: figures remember in a bit or two for each
-- whom they counted, and find one enrolment by its place instead of by a text of 36 characters.
alter table enrolments add column number bigint generated always as identity;
create unique index enrolments_number on enrolments (number);

-- Active seconds by enrolment and month, summed from activity_seconds whenever those change, so that a release reads a
-- few rows an enrolment, however many days and items stand behind them.
create table activity_months (
  enrolment_id uuid not null references enrolments,
  -- its first day
  month date not null,
  active_seconds integer not null,
  -- on labs and projects
  doing_seconds integer not null,
  last_day date not null,
  primary key (enrolment_id, month)
);
insert into activity_months (enrolment_id, month, active_seconds, doing_seconds, last_day)
  select a.enrolment_id, date_trunc('month', a.day)::date, sum(a.seconds),
    coalesce(sum(a.seconds) filter (where i.kind in ('lab', 'project')), 0), max(a.day)
  from activity_seconds a join items i on i.id = a.item_id group by 1, 2;
