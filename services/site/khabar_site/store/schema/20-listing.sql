-- What readers may see: rows exist only while an article is live, and go in the removal's own transaction.
CREATE TABLE IF NOT EXISTS listing (
  number INTEGER PRIMARY KEY REFERENCES article,
  id TEXT NOT NULL UNIQUE,
  sid TEXT NOT NULL,
  path TEXT NOT NULL,
  headline TEXT NOT NULL,
  excerpt TEXT NOT NULL,
  language TEXT NOT NULL,
  direction TEXT NOT NULL,
  source TEXT NOT NULL,
  section TEXT NOT NULL,                 -- slug; empty without one
  section_name TEXT NOT NULL,
  picture TEXT,
  picture_alt TEXT NOT NULL,
  breaking INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  updated TEXT NOT NULL,
  day TEXT NOT NULL                      -- of first publication, in the newsroom's zone
) STRICT;
CREATE INDEX IF NOT EXISTS listing_latest ON listing (first_at DESC, sid DESC);
CREATE INDEX IF NOT EXISTS listing_section ON listing (section, first_at DESC, sid DESC);
CREATE INDEX IF NOT EXISTS listing_day ON listing (day, first_at DESC, sid DESC);

CREATE TABLE IF NOT EXISTS tagging (
  slug TEXT NOT NULL,
  first_at INTEGER NOT NULL,
  sid TEXT NOT NULL,
  number INTEGER NOT NULL REFERENCES listing ON DELETE CASCADE,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (slug, first_at DESC, sid DESC)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tagging_article ON tagging (number);

CREATE TABLE IF NOT EXISTS correction (
  number INTEGER NOT NULL REFERENCES listing ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  at INTEGER NOT NULL,                   -- milliseconds
  note TEXT NOT NULL,
  kind TEXT NOT NULL,
  PRIMARY KEY (number, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS correction_latest ON correction (at DESC);
