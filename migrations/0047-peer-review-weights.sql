-- How much each review counted in this mark beside the others (review → weight, 1 is the usual): weights change by
-- night, and a mark must be explainable later. Null where all counted the same, and for marks before weights.
alter table piece_decisions add column review_weights jsonb;
