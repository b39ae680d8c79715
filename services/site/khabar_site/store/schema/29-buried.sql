-- Hashes of the headlines of killed articles: a story that is told late is not called by one of them. Not derived: the
-- headlines themselves are gone.
CREATE TABLE IF NOT EXISTS buried (headline BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
