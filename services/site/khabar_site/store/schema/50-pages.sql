-- The rendered article, in two parts: the related block between them belongs to other articles too.
CREATE TABLE IF NOT EXISTS page (
  number INTEGER PRIMARY KEY REFERENCES listing ON DELETE CASCADE,
  look TEXT NOT NULL,                    -- fingerprint of templates and settings it was made with
  before BLOB NOT NULL,
  after BLOB NOT NULL
) STRICT;

-- Articles whose stored page shows a tag otherwise than was decided since; it is made anew for each reader.
CREATE TABLE IF NOT EXISTS outdated (number INTEGER PRIMARY KEY REFERENCES listing ON DELETE CASCADE) STRICT;
