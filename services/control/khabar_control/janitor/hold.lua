#!lua flags=allow-oom
-- Become or stay the one who tidies up.  KEYS: 1 the lock.  ARGV: who, milliseconds until it lapses.
-- Returns whether it is ours.
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
