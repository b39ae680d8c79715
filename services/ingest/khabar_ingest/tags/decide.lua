#!lua flags=allow-oom
-- Writes one decision about tags whole, or nothing: only while admission is open and nobody decided in between.
--
-- KEYS  1 the epoch, 2 the number of decisions, then what the effects name
-- ARGV  the number of decisions it was decided on, then effects until the end: the number of parts, command, key, …
-- Answers "ok", "conflict" or "closed", in a list.

if redis.call('EXISTS', KEYS[1]) == 0 then return {'closed'} end
if (redis.call('GET', KEYS[2]) or '0') ~= ARGV[1] then return {'conflict'} end
redis.call('INCR', KEYS[2])
local at = 2
while at <= #ARGV do
  local parts = tonumber(ARGV[at])
  redis.call(unpack(ARGV, at + 1, at + parts))
  at = at + 1 + parts
end
return {'ok'}
