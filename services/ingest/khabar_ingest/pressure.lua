#!lua flags=allow-oom
-- Keep why articles have to wait, and tell it once when that begins and when it ends, even while memory is full.
-- KEYS: 1 the reason, 2 ops.  ARGV: the reason ("" = they need not wait), the report's field, value, ….
-- Returns whether it was told.
local began = ARGV[1] ~= '' and redis.call('EXISTS', KEYS[1]) == 0
local ended = ARGV[1] == '' and redis.call('DEL', KEYS[1]) == 1
if ARGV[1] ~= '' then redis.call('SET', KEYS[1], ARGV[1]) end
if began or ended then redis.call('XADD', KEYS[2], '*', unpack(ARGV, 2)) end
return (began or ended) and 1 or 0
