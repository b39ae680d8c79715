#!lua flags=allow-oom
-- Pause a target or let it go on, and tell whose decision it was.
-- KEYS: 1 its breaker (hash), 2 the stream commands.  ARGV: 1 verb (pause or resume), 2 reason, 3… field, value, … of the
--       command's entry
-- Returns its state before and after.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local before = redis.call('HGET', KEYS[1], 'state') or 'closed'
local after = before
redis.call('XADD', KEYS[2], '*', unpack(ARGV, 3))
if ARGV[1] == 'pause' then
  after = 'paused'
  redis.call('HSET', KEYS[1], 'state', after, 'since', now, 'until', 0, 'probing', 0, 'reason', ARGV[2])
elseif before == 'paused' then
  after = 'closed'
  redis.call('HSET', KEYS[1], 'state', after, 'since', now, 'closed_at', now, 'reason', '', 'failures', 0, 'blamed', '')
elseif before ~= 'closed' then
  redis.call('HSET', KEYS[1], 'until', 0, 'probing', 0)
end
redis.call('HINCRBY', KEYS[1], 'version', 1)
return {before, after}
