#!lua flags=allow-oom
-- Take proofs that are due, under a lease; what somebody had in hand whose lease ran out is due again.
-- KEYS: 1 due (sorted set), 2 work (hash), 3 in flight (sorted set), 4 owners (hash)
-- ARGV: 1 skew of the clock in ms (leases know none), 2 how many at most, 3 lease in ms, 4 token
-- Returns now, ms until the next is due (-1: none waits), and for each taken: name, what is kept of it.
local DUE, WORK, FLIGHT, OWNER = unpack(KEYS)
local time = redis.call('TIME')
local clock = time[1] * 1000 + math.floor(time[2] / 1000)
local now = clock + tonumber(ARGV[1])

for _, name in ipairs(redis.call('ZRANGEBYSCORE', FLIGHT, '-inf', clock, 'LIMIT', 0, 64)) do
  redis.call('ZREM', FLIGHT, name)
  redis.call('HDEL', OWNER, name)
  if redis.call('HEXISTS', WORK, name) == 1 then redis.call('ZADD', DUE, now, name) end
end

local taken = {}
for _, name in ipairs(redis.call('ZRANGEBYSCORE', DUE, '-inf', now, 'LIMIT', 0, tonumber(ARGV[2]))) do
  redis.call('ZREM', DUE, name)
  local work = redis.call('HGET', WORK, name)
  if work then
    redis.call('ZADD', FLIGHT, clock + tonumber(ARGV[3]), name)
    redis.call('HSET', OWNER, name, ARGV[4])
    taken[#taken + 1] = name
    taken[#taken + 1] = work
  end
end

local first = redis.call('ZRANGE', DUE, 0, 0, 'WITHSCORES')[2]
return {now, first and math.max(0, first - now) or -1, taken}
