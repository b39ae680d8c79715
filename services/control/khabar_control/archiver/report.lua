#!lua flags=allow-oom
-- Tell the operators, even while memory is full.
-- KEYS: 1 the stream.  ARGV: field, value, …
return redis.call('XADD', KEYS[1], '*', unpack(ARGV))
