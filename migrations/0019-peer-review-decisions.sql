-- How many peers a piece gets: what the project says, and one more where their marks leave too much doubt.
alter table hand_ins add column peers_wanted integer not null default 0;
update hand_ins h set peers_wanted = coalesce((i.spec->'marking'->>'peers')::int, 0) from items i
  where i.id = h.item_id and h.enrolment_id is not null;
-- The draw of the random audits, made before anybody looks at the marks: the chance that the piece had, and whether it
-- was drawn. Null where no draw was made (its peers were late, or it is older than audits).
alter table hand_ins add column audit_probability numeric check (audit_probability > 0 and audit_probability <= 1);
alter table hand_ins add column audited boolean not null default false;
alter table hand_ins add column audit_drawn_at timestamptz;
alter table hand_ins add constraint hand_ins_draw check (
  (audit_probability is null) = (audit_drawn_at is null) and (not audited or audit_probability is not null));
create index hand_ins_audits on hand_ins (item_id, audit_drawn_at) where audited;
-- Pieces of the reserve that markers train with; they are not given for review.
alter table hand_ins add column for_training boolean not null default false;
-- Where every piece went to an educator who marked blind, each was drawn with certainty.
update hand_ins h set audit_probability = 1, audited = true, audit_drawn_at = m.at
  from (select hand_in_id, max(marked_at) as at from educator_marks where blind group by hand_in_id) m
  where m.hand_in_id = h.id and h.state = 'marked' and h.peer_marks >= h.peers_wanted;

-- Why an educator is asked about a piece. The queue of educators is what is open here.
create table educator_requests (
  id uuid primary key,
  hand_in_id uuid not null references hand_ins,
  -- every: the provider has educators mark each piece; late: the peers did not come in time; audit: drawn by chance;
  -- doubt: the interval stayed wide; second: a second marking that does not see the first; offensive: a reviewer could
  -- not stand it; report: the author complains about a review; appeal: the author asks again about criteria
  reason text not null check (reason in ('every', 'late', 'audit', 'doubt', 'second', 'offensive', 'report', 'appeal')),
  asked_at timestamptz not null,
  -- when the answer was promised
  due_at timestamptz not null,
  assignee uuid references persons,
  assigned_at timestamptz,
  closed_at timestamptz,
  closed_by uuid references persons,
  check ((assignee is null) = (assigned_at is null))
);
create unique index educator_requests_open on educator_requests (hand_in_id, reason) where closed_at is null;
create index educator_requests_queue on educator_requests (due_at) where closed_at is null;
create index educator_requests_closed on educator_requests (closed_by, closed_at);
insert into educator_requests (id, hand_in_id, reason, asked_at, due_at)
  select gen_random_uuid(), h.id, case when h.peer_marks < h.peers_wanted then 'late' else 'every' end, h.handed_in_at,
    h.handed_in_at + make_interval(days => coalesce((i.spec->'marking'->>'promise_days')::int, 7))
  from hand_ins h join items i on i.id = h.item_id where h.state = 'with_educator';

-- What was decided about a piece, the first time and after it. criterion_results holds what is in force.
create table piece_decisions (
  -- the work of the mark in the learn room: of the first decision it is the piece's own id
  work_id uuid primary key,
  hand_in_id uuid not null references hand_ins,
  -- appeal: raised after an appeal; override: changed by an educator; review_out: a review that should not have
  -- counted was taken out; scale: brought to the educators' scale
  kind text not null check (kind in ('first', 'appeal', 'override', 'review_out', 'scale')),
  decided_at timestamptz not null,
  -- null: the site, from the marks of the peers
  decided_by uuid references persons,
  points numeric not null,
  points_max numeric not null check (points_max > 0),
  -- 90 % interval of the points
  lower numeric not null,
  upper numeric not null,
  method text not null,
  -- what the educators' scale added to the peers', as a share of the points
  scale_shift numeric not null default 0,
  peers integer not null,
  educators integer not null,
  peer_share numeric not null,
  educator_share numeric not null,
  -- an educator's words, so erasable
  reason text not null default '',
  check (points >= 0 and points <= points_max and lower <= upper)
);
create index piece_decisions_piece on piece_decisions (hand_in_id, decided_at);
alter table criterion_results add column weight numeric not null default 1 check (weight > 0);
insert into piece_decisions (work_id, hand_in_id, kind, decided_at, points, points_max, lower, upper, method, peers,
    educators, peer_share, educator_share)
  select h.id, h.id, 'first', h.marked_at, r.points, r.points_max, 0, r.points_max, 'mean',
    (select count(*) from reviews v where v.hand_in_id = h.id and v.submitted_at <= h.marked_at),
    (select count(distinct educator) from educator_marks m where m.hand_in_id = h.id),
    r.peer_share, 1 - r.peer_share
  from hand_ins h join (select hand_in_id, sum(points) as points, sum(points_max) as points_max,
      sum(peer_share * points_max) / sum(points_max) as peer_share from criterion_results group by hand_in_id) r
    on r.hand_in_id = h.id where h.state = 'marked';

-- A review that does not count: neither for the piece nor for what its reviewer owes.
alter table reviews add column not_counted_why text check (not_counted_why in ('low_effort', 'abusive'));

-- What the marks of one project say of its markers, computed each night by domain/peer-marks.
create table project_scales (
  item_id uuid primary key references items,
  computed_at timestamptz not null,
  method text not null,
  -- why this method: what the audits showed
  why jsonb not null,
  -- variance components and priors, for the marks of the day
  prior jsonb not null,
  audits integer not null,
  leniency numeric,
  leniency_lower numeric,
  leniency_upper numeric,
  -- what is added to the peers' marks while the educators' scale is in force
  shift numeric not null default 0,
  shift_from timestamptz
);
create table reviewer_scales (
  item_id uuid not null references items,
  person_key uuid not null references persons,
  reviews integer not null,
  -- points as a share of the most: how much more this marker gives than the others and, where known, the educators
  bias numeric not null,
  bias_sd numeric not null,
  precision numeric not null,
  primary key (item_id, person_key)
);
