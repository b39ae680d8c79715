#!lua
-- Take the sources that are due, each under a lease. One whose lease ran out is due again: later and later when that
-- happens again and again, so that a source which kills its worker comes alone and seldom.
-- KEYS: 1 due, 2 leased (sorted sets), 3 owners (hash), 4 the list of sources (hash)
-- ARGV: 1 how many at most, 2 lease in ms, 3 token, 4 beginning of the keys that say what a source remembers,
--       5 longest wait of one that was lost, in ms
-- Returns the version of the list, ms until there may be more (-1: nothing waits), and for each source taken: its id,
--       and the fields and values of what it remembers.
local DUE, LEASED, OWNERS, SOURCES = unpack(KEYS)
local LOST_WAIT = 5000
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

for _, id in ipairs(redis.call('ZRANGEBYSCORE', LEASED, '-inf', now, 'LIMIT', 0, 256)) do
  redis.call('ZREM', LEASED, id)
  redis.call('HDEL', OWNERS, id)
  local times = redis.call('HINCRBY', ARGV[4] .. id, 'lost', 1)
  local wait = times > 1 and math.min(LOST_WAIT * 2 ^ math.min(times, 20), tonumber(ARGV[5])) or 0
  redis.call('ZADD', DUE, now + math.floor(wait), id)
end

local taken = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', DUE, '-inf', now, 'LIMIT', 0, ARGV[1])) do
  redis.call('ZREM', DUE, id)
  redis.call('ZADD', LEASED, now + tonumber(ARGV[2]), id)
  redis.call('HSET', OWNERS, id, ARGV[3])
  taken[#taken + 1] = id
  taken[#taken + 1] = redis.call('HGETALL', ARGV[4] .. id)
end

local wait = -1
for _, set in ipairs({DUE, LEASED}) do
  local first = redis.call('ZRANGE', set, 0, 0, 'WITHSCORES')[2]
  if first and (wait < 0 or first - now < wait) then wait = math.max(0, first - now) end
end
return {redis.call('HGET', SOURCES, ':version') or '0', wait, taken}
