#!lua flags=allow-oom
-- Have a proof wait, in place of an older one of the same article; unless it was made before, or too many wait.
-- KEYS: 1 due (sorted set), 2 work (hash), 3 in flight, 4 made lately (sorted sets)
-- ARGV: 1 skew of the clock in ms, 2 name, 3 rank, 4 what is sought, 5 how many may be overdue ("-1" any number),
--       6 when it is due, Unix ms ("" now)
-- Returns 1, or 0 when too many wait.
local DUE, WORK, FLIGHT, MADE = unpack(KEYS)
local name, rank, room = ARGV[2], ARGV[3], tonumber(ARGV[5])
local MOST = 20000
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[1])

if redis.call('ZSCORE', MADE, name .. '@' .. rank) then return 1 end
local waiting = redis.call('HGET', WORK, name)
if waiting then
  if tonumber(string.match(waiting, '^(%d+)\n')) >= tonumber(rank) then return 1 end
elseif room >= 0 then
  local overdue = redis.call('ZCOUNT', DUE, '-inf', now) + redis.call('ZCARD', FLIGHT)
  if overdue >= room or redis.call('HLEN', WORK) >= MOST then return 0 end
end
redis.call('HSET', WORK, name, rank .. '\n' .. ARGV[4])
if not redis.call('ZSCORE', FLIGHT, name) then
  redis.call('ZADD', DUE, ARGV[6] == '' and now or ARGV[6], name)
end
return 1
