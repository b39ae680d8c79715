#!lua flags=allow-oom
-- Hold leases for longer, each only if whoever asks still holds it.
-- KEYS: 1 leased (sorted set), 2 owners (hash).  ARGV: 1 token, 2 lease in ms, 3… ids
-- Returns 1 for every lease that is held and 0 for one that was lost.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local held = {}
for at = 3, #ARGV do
  local mine = redis.call('HGET', KEYS[2], ARGV[at]) == ARGV[1]
  if mine then redis.call('ZADD', KEYS[1], 'XX', now + tonumber(ARGV[2]), ARGV[at]) end
  held[#held + 1] = mine and 1 or 0
end
return held
