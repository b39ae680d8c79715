CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5 (
  headline, lead, body, tokenize = 'unicode61 remove_diacritics 0', detail = column
);
