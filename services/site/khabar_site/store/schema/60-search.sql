-- The index holds tokens alone (khabar_site.store.forms); what was indexed is kept beside it, because SQLite 3.40 takes
-- a row out of an index without content only when it is told again what the row held.
CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5 (
  headline, names, lead, body,
  marks,                                 -- section, tags, authors and day, for filters
  content = '', tokenize = 'unicode61 remove_diacritics 0', detail = column, columnsize = 0
);

CREATE TABLE IF NOT EXISTS searched (
  number INTEGER PRIMARY KEY REFERENCES article,
  tokens BLOB NOT NULL,                  -- zlib of the JSON of all that was counted and indexed
  text BLOB NOT NULL                     -- zlib of what readers may see
) STRICT;

-- How many live articles have a word in headline or names, for guessing what a reader meant to type.
CREATE TABLE IF NOT EXISTS spelled (
  word TEXT PRIMARY KEY,                 -- folded, without the article
  written TEXT NOT NULL,
  articles INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What tags are called.
CREATE TABLE IF NOT EXISTS called (
  name TEXT NOT NULL,                    -- its words' tokens
  slug TEXT NOT NULL,
  articles INTEGER NOT NULL,
  PRIMARY KEY (name, slug)
) STRICT, WITHOUT ROWID;

-- Has a row while words of a killed article may still lie in the index's inner tables.
CREATE TABLE IF NOT EXISTS unswept (number INTEGER PRIMARY KEY) STRICT;
