#!lua flags=allow-oom
-- Say up to which entry each stream is archived, even while memory is full: trimming waits for it.
-- KEYS: 1 the hash of what is archived.  ARGV: stream, id, …
return redis.call('HSET', KEYS[1], unpack(ARGV))
