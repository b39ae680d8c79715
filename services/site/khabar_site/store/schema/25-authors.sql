-- Who wrote what is live: one row for each author of an article.
CREATE TABLE IF NOT EXISTS authorship (
  slug TEXT NOT NULL,
  name TEXT NOT NULL,                    -- as the article gives it
  first_at INTEGER NOT NULL,
  sid TEXT NOT NULL,
  number INTEGER NOT NULL REFERENCES listing ON DELETE CASCADE,
  PRIMARY KEY (slug, first_at DESC, sid DESC)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS authorship_article ON authorship (number);
