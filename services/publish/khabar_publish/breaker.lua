#!lua flags=allow-oom
-- Put a target's breaker into another state, if it is still in the one that was read, and tell an alarm with it.
-- KEYS: 1 breaker (hash), 2 the stream ops.  ARGV: version read, number of fields and values, these, field, value, … of
--       the alarm's entry (none without an alarm)
-- Returns 1 when it was changed and 0 when somebody else was first, and the breaker's fields and values.
local changed = (redis.call('HGET', KEYS[1], 'version') or '0') == ARGV[1]
if changed then
  local last = 2 + tonumber(ARGV[2])
  if #ARGV > last then redis.call('XADD', KEYS[2], '*', unpack(ARGV, last + 1)) end
  redis.call('HSET', KEYS[1], unpack(ARGV, 3, last))
  redis.call('HINCRBY', KEYS[1], 'version', 1)
end
return {changed and 1 or 0, redis.call('HGETALL', KEYS[1])}
