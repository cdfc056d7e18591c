-- Who asks for a piece to review looks at the first few pieces of three rows: by need, by waiting, and those whose
-- places were all taken until somebody's time was over. Pieces whose places are taken stand in none of the first two,
-- however many they are.
drop index hand_ins_pool;
create index hand_ins_pool on hand_ins (item_id, peer_marks, handed_in_at)
  where state = 'with_peers' and full_until is null;
create index hand_ins_waiting on hand_ins (item_id, handed_in_at)
  where state = 'with_peers' and full_until is null;
create index hand_ins_lapsed on hand_ins (item_id, full_until)
  where state = 'with_peers' and full_until is not null;
