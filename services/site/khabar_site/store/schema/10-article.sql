-- What was pushed. Enough is kept to decide about any later push, also of what is gone.
CREATE TABLE IF NOT EXISTS article (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  sid TEXT NOT NULL UNIQUE,
  revision INTEGER NOT NULL,             -- the newest that was pushed; 0 when only a removal is known
  content_sha256 TEXT NOT NULL,
  push_sha256 TEXT NOT NULL,             -- of content and enrichment
  removal_revision INTEGER,
  removal_kind TEXT CHECK (removal_kind IN ('unpublish', 'withdraw', 'kill')),
  removal_reason TEXT,
  removal_at TEXT,
  removal_into TEXT,                     -- id of the article that this one was merged into
  path TEXT,                             -- canonical, unquoted; null when nothing may be told
  headline TEXT
) STRICT;

CREATE TABLE IF NOT EXISTS history (
  number INTEGER NOT NULL REFERENCES article,
  revision INTEGER NOT NULL,
  content_sha256 TEXT NOT NULL,
  first_at INTEGER NOT NULL,             -- milliseconds; published_at, else received_at
  stamped TEXT NOT NULL,                 -- ISO 8601: when this revision was made, as far as is known
  note TEXT,                             -- only where the payload names no corrections
  note_kind TEXT,
  payload BLOB NOT NULL,                 -- zlib of the JSON as pushed
  PRIMARY KEY (number, revision)
) STRICT, WITHOUT ROWID;
DROP INDEX IF EXISTS history_noted;
