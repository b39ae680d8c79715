-- Every transaction that changed what readers may see: the surrogate keys of all that is no more as it was.
CREATE TABLE IF NOT EXISTS change (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,                   -- milliseconds
  keys TEXT NOT NULL                     -- JSON, sorted
) STRICT;

CREATE TABLE IF NOT EXISTS meta (
  name TEXT PRIMARY KEY,                 -- 'form': of which projection the derived tables are
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
