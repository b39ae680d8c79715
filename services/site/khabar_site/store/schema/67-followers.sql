-- How far those who are told of the site's changes have been told. It is not derived.
CREATE TABLE IF NOT EXISTS follower (
  name TEXT PRIMARY KEY,
  seq INTEGER NOT NULL                   -- of the last change that was told
) STRICT, WITHOUT ROWID;
