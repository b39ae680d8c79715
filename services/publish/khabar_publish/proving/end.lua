#!lua flags=allow-oom
-- End a look, if whoever ends it still holds its lease: tell what was seen, and have the proof wait for another look.
-- KEYS: 1 due (sorted set), 2 work (hash), 3 in flight (sorted set), 4 owners (hash), 5 made lately (sorted set),
--       6 the stream published
-- ARGV: 1 skew of the clock in ms, 2 name, 3 token, 4 what was kept of it, 5 what is kept for another look ("" none),
--       6 ms until then, and of what is told: field, value, …
-- Returns 1, or 0 when the lease was lost.
local DUE, WORK, FLIGHT, OWNER, MADE, PUBLISHED = unpack(KEYS)
local KEPT_MS = 3600000
local name, had, again = ARGV[2], ARGV[4], ARGV[5]
if redis.call('HGET', OWNER, name) ~= ARGV[3] then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[1])

if #ARGV > 6 then redis.call('XADD', PUBLISHED, '*', unpack(ARGV, 7)) end
redis.call('ZREM', FLIGHT, name)
redis.call('HDEL', OWNER, name)
local work = redis.call('HGET', WORK, name)
if work and work ~= had then
  redis.call('ZADD', DUE, now, name)
elseif work and again ~= '' then
  redis.call('HSET', WORK, name, again)
  redis.call('ZADD', DUE, now + tonumber(ARGV[6]), name)
elseif work then
  redis.call('HDEL', WORK, name)
end
if again == '' then
  redis.call('ZADD', MADE, now, name .. '@' .. string.match(had, '^(%d+)\n'))
  for _, old in ipairs(redis.call('ZRANGEBYSCORE', MADE, '-inf', now - KEPT_MS, 'LIMIT', 0, 100)) do
    redis.call('ZREM', MADE, old)
  end
end
return 1
