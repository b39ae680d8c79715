#!lua
-- Make sources due at once that are neither due at some time nor being polled.
-- KEYS: 1 due, 2 leased (sorted sets).  ARGV: ids.  Returns how many.
local time = redis.call('TIME')
local now, added = time[1] * 1000 + math.floor(time[2] / 1000), 0
for _, id in ipairs(ARGV) do
  if not redis.call('ZSCORE', KEYS[2], id) then added = added + redis.call('ZADD', KEYS[1], 'NX', now, id) end
end
return added
