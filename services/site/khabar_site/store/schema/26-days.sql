-- How many articles each day holds, so that the archive need not count them.
CREATE TABLE IF NOT EXISTS archived (
  day TEXT PRIMARY KEY,
  articles INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO archived SELECT day, count(*) FROM listing WHERE NOT EXISTS (SELECT 1 FROM archived) GROUP BY day;

CREATE TRIGGER IF NOT EXISTS archived_one_more AFTER INSERT ON listing BEGIN
  INSERT INTO archived VALUES (new.day, 1) ON CONFLICT (day) DO UPDATE SET articles = articles + 1;
END;
CREATE TRIGGER IF NOT EXISTS archived_one_less AFTER DELETE ON listing BEGIN
  UPDATE archived SET articles = articles - 1 WHERE day = old.day;
  DELETE FROM archived WHERE day = old.day AND articles = 0;
END;
