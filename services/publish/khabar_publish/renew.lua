#!lua flags=allow-oom
-- Make the leases longer of deliveries that are still under way, for those that nobody else has taken over meanwhile.
-- KEYS: 1 in flight (sorted set), 2 owners (hash).  ARGV: 1 lease in ms, then name, token, …
-- Returns how many are still held.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local held = 0
for at = 2, #ARGV, 2 do
  if redis.call('HGET', KEYS[2], ARGV[at]) == ARGV[at + 1] then
    redis.call('ZADD', KEYS[1], now + tonumber(ARGV[1]), ARGV[at])
    held = held + 1
  end
end
return held
