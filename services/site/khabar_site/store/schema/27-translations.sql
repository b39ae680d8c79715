-- Which live article is a translation of which other; that one need not be here, or be live.
CREATE TABLE IF NOT EXISTS translation (
  number INTEGER PRIMARY KEY REFERENCES listing ON DELETE CASCADE,
  root TEXT NOT NULL                     -- an article's id
) STRICT;
CREATE INDEX IF NOT EXISTS translation_root ON translation (root);
