-- A link's secret is kept as it is, so that its holder can copy it again: it opens nothing that does not lie beside it.
alter table share_links drop column token_hash;
alter table share_links add column token text not null unique;
