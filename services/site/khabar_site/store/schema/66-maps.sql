-- The articles that search engines may keep, by the month of first publication in the newsroom's zone.
CREATE TABLE IF NOT EXISTS mapped (
  number INTEGER PRIMARY KEY REFERENCES listing ON DELETE CASCADE,
  month TEXT NOT NULL,                   -- the beginning of an ISO date
  changed INTEGER NOT NULL               -- milliseconds
) STRICT;
CREATE INDEX IF NOT EXISTS mapped_month ON mapped (month, number, changed);
