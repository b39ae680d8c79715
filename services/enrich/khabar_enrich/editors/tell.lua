#!lua flags=allow-oom
-- Write the table's tags in place of older ones, also while memory is full: they are as many as the table has, and
-- without them no article is enriched.
-- KEYS  1 the known tags   ARGV  id, then type, tab, display name, for every tag
redis.call('DEL', KEYS[1])
for at = 1, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[at], ARGV[at + 1]) end
