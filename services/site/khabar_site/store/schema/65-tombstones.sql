-- Which articles left which lists, and when: feeds tell it for a while to those who have read them. It is not derived.
CREATE TABLE IF NOT EXISTS tombstone (
  list TEXT NOT NULL,                    -- the list's surrogate key
  id TEXT NOT NULL,                      -- of the article; nothing else is told of it
  at INTEGER NOT NULL,                   -- milliseconds
  PRIMARY KEY (list, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tombstone_of ON tombstone (id);
CREATE INDEX IF NOT EXISTS tombstone_at ON tombstone (at);
