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
