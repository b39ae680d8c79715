-- What editors decided about tags; articles keep the tags they were pushed with.
CREATE TABLE IF NOT EXISTS tag (
  slug TEXT PRIMARY KEY,
  id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  type TEXT NOT NULL,
  name TEXT,                             -- null where what articles were pushed with stands
  into_slug TEXT,                        -- the tag that a merged one leads to
  into_id TEXT,
  into_type TEXT,
  into_name TEXT,
  blocked INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tag_into ON tag (into_slug, revision DESC) WHERE into_slug IS NOT NULL;
