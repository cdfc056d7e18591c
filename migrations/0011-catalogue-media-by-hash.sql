-- Files are asked for by the hash of their content.
create index media_content on media (content_hash);
