-- What the plan says of money to come: billing tells how many months are charged at most from now on, and what was
-- paid so far, so that hours a week, finish date and total cost can stand side by side.
alter table enrolment_access
  add column charges_left integer check (charges_left >= 0),
  add column paid_minor bigint check (paid_minor >= 0);
