-- What stands behind a mark beside who gave it (interval, audit, agreement): the credential says it.
alter table marks add column evidence jsonb;
-- The work whose mark this one takes the place of: after an appeal, or when a mark was brought to another scale.
alter table marks add column corrects uuid;
create index marks_corrects on marks (corrects) where corrects is not null;
