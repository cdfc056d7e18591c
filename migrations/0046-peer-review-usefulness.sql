-- Whose place was taken longest ago has its spare place given first: that one is the likeliest not to come back.
drop index hand_ins_spare;
create index hand_ins_spare on hand_ins (item_id, full_until)
  where state = 'with_peers' and full_until is not null and not spare_taken;

-- What a marker wrote while training, to be read beside what educators wrote. A person's words, so erasable.
alter table trainings add column comments jsonb;

-- How useful receivers found this marker's comments, apart from how strict the marks were: null where too few said so.
-- The weight says how much the marker's marks count beside those of others; 1 is the usual.
alter table reviewer_scales add column usefulness numeric;
alter table reviewer_scales add column weight numeric not null default 1 check (weight between 0.5 and 2);
