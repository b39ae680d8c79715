#!lua flags=allow-oom
-- Close admission: forget the epoch, unless it is another than the one that was judged.
-- KEYS: 1 the epoch.  ARGV: the epoch that was judged.  Returns 1 when it was there.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
