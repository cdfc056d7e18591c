create table attempts (
  id uuid primary key,
  enrolment_id uuid not null references enrolments,
  item_id uuid not null references items,
  number integer not null,
  seed integer not null,
  started_at timestamptz not null,
  submitted_at timestamptz,
  points numeric,
  points_max numeric,
  unique (enrolment_id, item_id, number)
);
create unique index attempts_open on attempts (enrolment_id, item_id) where submitted_at is null;

-- Every answer as it was given. Append-only, except that erasing a person empties the response.
create table answers (
  id bigint generated always as identity primary key,
  attempt_id uuid not null references attempts,
  question_id uuid not null references questions,
  response jsonb,
  saved_at timestamptz not null
);
create index answers_attempt on answers (attempt_id, question_id, id desc);
create function answers_only_erased() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.response is null
     and (new.id, new.attempt_id, new.question_id, new.saved_at) = (old.id, old.attempt_id, old.question_id, old.saved_at) then
    return new;
  end if;
  raise exception 'answers are append-only; only erasure may empty a response' using errcode = 'integrity_constraint_violation';
end $$;
create trigger answers_append_only before update or delete on answers for each row execute function answers_only_erased();

create table answer_marks (
  attempt_id uuid not null references attempts,
  question_id uuid not null references questions,
  points numeric not null,
  points_max numeric not null,
  primary key (attempt_id, question_id)
);
