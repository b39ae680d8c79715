-- Which revisions of an article the public history leaves out, because the article was taken away after them. Not
-- derived: once an article is back, nothing else tells it.
CREATE TABLE IF NOT EXISTS closed (
  number INTEGER PRIMARY KEY REFERENCES article,
  revision INTEGER NOT NULL              -- the newest of them
) STRICT;
