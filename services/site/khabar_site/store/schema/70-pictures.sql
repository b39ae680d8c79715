-- Pictures that articles show, by the addresses they were pushed with. What was fetched of them lies in files beside the
-- database; a row is kept for as long as a live article shows it.
CREATE TABLE IF NOT EXISTS picture (
  url TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('wanted', 'kept', 'given up')),
  tries INTEGER NOT NULL DEFAULT 0,      -- that failed
  due_at INTEGER NOT NULL DEFAULT 0,     -- milliseconds; when it is tried next
  at INTEGER NOT NULL DEFAULT 0,         -- milliseconds; when it was tried last
  error TEXT NOT NULL DEFAULT '',        -- of the last try
  name TEXT,                             -- of its files
  height INTEGER,                        -- of the widest of them
  widths TEXT                            -- of its files, with commas, the widest last
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS picture_due ON picture (due_at) WHERE state = 'wanted';
CREATE INDEX IF NOT EXISTS picture_name ON picture (name) WHERE name IS NOT NULL;

CREATE TABLE IF NOT EXISTS picturing (
  number INTEGER NOT NULL REFERENCES listing ON DELETE CASCADE,
  url TEXT NOT NULL,
  PRIMARY KEY (number, url)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS picturing_url ON picturing (url);

-- Addresses of pictures that an article has left; those that no other shows are forgotten soon.
CREATE TABLE IF NOT EXISTS loose (url TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS picturing_left AFTER DELETE ON picturing BEGIN
  INSERT OR IGNORE INTO loose VALUES (old.url);
END;
