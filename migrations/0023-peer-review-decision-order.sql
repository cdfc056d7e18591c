-- Two decisions in the same millisecond have an order too: the last one is in force.
alter table piece_decisions add column number bigint generated always as identity;
create unique index piece_decisions_order on piece_decisions (hand_in_id, number);
drop index piece_decisions_piece;
