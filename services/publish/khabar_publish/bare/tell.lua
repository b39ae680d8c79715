#!lua flags=allow-oom
-- Remember whether enrichment is late, and tell it when that changed, so that of all replicas one tells it once.
-- KEYS: 1 the mark that it is late, 2 the stream ops.  ARGV: 1 "1" when it is late, "0" when not, 2… field, value, … of
--       the entry to be told
-- Returns 1 when it changed and 0 when that was known.
local late = redis.call('EXISTS', KEYS[1]) == 1
if late == (ARGV[1] == '1') then return 0 end
if late then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], '1') end
redis.call('XADD', KEYS[2], '*', unpack(ARGV, 2))
return 1
