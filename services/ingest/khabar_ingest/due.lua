#!lua
-- KEYS  1 the epoch, 2 the sorted set of what waits for a time
-- ARGV  how many at most
-- Answers the members that are due by the server's own clock; none while admission is closed.

if redis.call('EXISTS', KEYS[1]) == 0 then return {} end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
return redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', now), 'LIMIT', 0, ARGV[1])
