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

CREATE TABLE IF NOT EXISTS correction (
  number INTEGER NOT NULL REFERENCES listing ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  at INTEGER NOT NULL,                   -- milliseconds
  note TEXT NOT NULL,
  kind TEXT NOT NULL,
  PRIMARY KEY (number, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS correction_latest ON correction (at DESC);

-- Links as articles were pushed with them, of articles for which no list with a version is known.
CREATE TABLE IF NOT EXISTS related (
  number INTEGER NOT NULL REFERENCES listing ON DELETE CASCADE,
  other TEXT NOT NULL,                   -- an article's id; it need not be here, or be live
  score REAL NOT NULL,
  PRIMARY KEY (number, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS related_back ON related (other, score DESC);

-- What was told last of what ties articles together, also of those that are not here yet.
CREATE TABLE IF NOT EXISTS linked (
  id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  links TEXT NOT NULL                    -- JSON, the best first; without the headlines of others
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS copied (
  id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  duplicate_of TEXT,                     -- the article whose page stands for this one
  reporters TEXT NOT NULL,               -- JSON: the other sources of its text
  copies TEXT NOT NULL                   -- JSON: the articles that tell it
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS story (
  id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  name TEXT NOT NULL,                    -- empty where the article that it was named after left
  into_id TEXT                           -- the story that its articles went to
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS story_article (
  story TEXT NOT NULL,
  article TEXT NOT NULL,
  published_at INTEGER NOT NULL,         -- milliseconds, as told with the story
  happened TEXT NOT NULL,                -- ISO day
  PRIMARY KEY (story, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS story_article_newest ON story_article (story, published_at DESC);
CREATE INDEX IF NOT EXISTS story_article_of ON story_article (article);

-- Live articles that another's page stands for: they have no row in listing, and these rows go in the same transactions.
CREATE TABLE IF NOT EXISTS copy (
  id TEXT PRIMARY KEY,
  into_id TEXT NOT NULL,
  source TEXT,
  origin TEXT                            -- an address of the web
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS copy_into ON copy (into_id);

-- The rendered article, in two parts: the related block between them belongs to other articles too.
CREATE TABLE IF NOT EXISTS page (
  number INTEGER PRIMARY KEY REFERENCES listing ON DELETE CASCADE,
  look TEXT NOT NULL,                    -- fingerprint of templates and settings it was made with
  before BLOB NOT NULL,
  after BLOB NOT NULL
) STRICT;

-- Articles whose stored page shows a tag otherwise than was decided since; it is made anew for each reader.
CREATE TABLE IF NOT EXISTS outdated (number INTEGER PRIMARY KEY REFERENCES listing ON DELETE CASCADE) STRICT;

CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5 (
  headline, lead, body, tokenize = 'unicode61 remove_diacritics 0', detail = column
);
