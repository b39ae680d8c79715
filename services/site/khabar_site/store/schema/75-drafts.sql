-- Articles that editors look at before they are published. They are in no list, and a row goes when its article is
-- published or killed, or when its time is over.
CREATE TABLE IF NOT EXISTS draft (
  id TEXT PRIMARY KEY,
  digest TEXT NOT NULL,                  -- of the payload; the address that was given out holds it
  expires INTEGER NOT NULL,              -- seconds since 1970
  payload BLOB NOT NULL                  -- zlib of the JSON as pushed
) STRICT, WITHOUT ROWID;
