#!lua flags=allow-oom
-- Take what is due for a target, urgent first, under a lease; what somebody had in hand whose lease ran out is due again.
-- KEYS: 1 due, 2 due urgently, 3 in flight (sorted sets), 4 work, 5 owners, 6 how often lost, 7 breaker (hashes),
--       8 the stream published, 9 what may be there though no call ended well (set), 10 pace (hash)
-- ARGV: 1 skew of the clock in ms (leases know none), 2 how many at most, 3 lease in ms, 4 token, 5 ms that a probe may take,
--       6 "1" when one that is not urgent goes first, 7 target, 8 beginning of the keys that say what is shown,
--       9 ms between two deliveries (0: no pace is kept), 10 how many may begin at once all the same
-- Returns now, ms until there may be more (-1: not known), how many wait, how many are in flight, 1 when what was taken
--       is a probe, the breaker's fields and values, and for each delivery taken: name, work, what is shown, times lost,
--       "1" when a call for it failed or something else was lost under its name, what is shown of the article that it is
--       told beside
local DUE, URGENT, FLIGHT, WORK, OWNER, LOST, BREAKER, PUBLISHED, TRIED, PACE = unpack(KEYS)
local STAGGER, KILLS = 2000, -1
local time = redis.call('TIME')
local clock = time[1] * 1000 + math.floor(time[2] / 1000)
local now = clock + tonumber(ARGV[1])

local function put_back(name, at)
  redis.call('ZREM', FLIGHT, name)
  redis.call('HDEL', OWNER, name)
  local doubtful = redis.call('HGET', WORK, name .. '!')
  if doubtful then
    redis.call('XADD', PUBLISHED, '*', unpack(cjson.decode(doubtful)))
    redis.call('HDEL', WORK, name .. '!')
  end
  local work = redis.call('HGET', WORK, name)
  if not work then return redis.call('HDEL', LOST, name, name .. '!') end
  redis.call('HSETNX', LOST, name .. '!', doubtful and '' or redis.sha1hex(work))
  local urgent = string.match(work, '^%d+\n%d+\n(%a+)\n') == 'urgent'
  return redis.call('ZADD', urgent and URGENT or DUE, at, name)
end

-- Those that were lost together again and again come apart, so that the one that kills its worker is found alone.
for place, name in ipairs(redis.call('ZRANGEBYSCORE', FLIGHT, '-inf', clock, 'LIMIT', 0, 64)) do
  local times = redis.call('HINCRBY', LOST, name, 1)
  put_back(name, now + (times - 1) * (place - 1) * STAGGER)
end

local breaker = redis.call('HGETALL', BREAKER)
local is = {}
for at = 1, #breaker, 2 do is[breaker[at]] = breaker[at + 1] end
local state, room, wait = is.state or 'closed', tonumber(ARGV[2]), -1
local probing = state ~= 'closed' and state ~= 'paused'
if state == 'paused' then room = 0 end
if probing then
  local from = math.max(tonumber(is['until'] or 0), tonumber(is.probing or 0))
  if now < from then room, wait = 0, from - now end
  room = math.min(room, 1)
end

-- The pace: each delivery moves on the moment ``next`` at which a target that is called evenly would be called next; it
-- may be ahead of the clock by a burst. Whatever the clock did, it is never further ahead than that.
local EVERY, BURST = tonumber(ARGV[9]), tonumber(ARGV[10])
local ahead = EVERY * BURST
local next = EVERY > 0 and math.min(tonumber(redis.call('HGET', PACE, 'next') or 0), now + ahead) or 0
local function keep_pace()
  return EVERY > 0 and math.max(0, math.ceil(math.max(next, now) - now - ahead + EVERY)) or 0
end

local taken = {}
local function take(set, most)
  for _, name in ipairs(redis.call('ZRANGEBYSCORE', set, '-inf', now, 'LIMIT', 0, math.min(most, room))) do
    if keep_pace() > 0 then return end
    redis.call('ZREM', set, name)
    local work = redis.call('HGET', WORK, name)
    if work then
      next = math.max(next, now) + EVERY
      redis.call('ZADD', FLIGHT, clock + tonumber(ARGV[3]), name)
      redis.call('HSET', OWNER, name, ARGV[4])
      room = room - 1
      local shown = redis.call('HGET', ARGV[8] .. name, ARGV[7]) or ''
      local lost = redis.call('HGET', LOST, name) or '0'
      local before = redis.call('HGET', LOST, name .. '!')
      local tried = before and before ~= redis.sha1hex(work) and 1 or redis.call('SISMEMBER', TRIED, name)
      local article = string.match(name, '^([^/]+)/')
      local beside = article and redis.call('HGET', ARGV[8] .. article, ARGV[7]) or ''
      for _, value in ipairs({name, work, shown, lost, tostring(tried), beside}) do taken[#taken + 1] = value end
    end
  end
end
local kill = redis.call('ZRANGEBYSCORE', URGENT, KILLS, KILLS, 'LIMIT', 0, 1)[1]
if ARGV[6] == '1' and not kill then take(DUE, 1) end
take(URGENT, room)
take(DUE, room)
if EVERY > 0 and #taken > 0 then redis.call('HSET', PACE, 'next', string.format('%.3f', next)) end
probing = probing and #taken > 0
if probing then redis.call('HSET', BREAKER, 'probing', now + tonumber(ARGV[5])) end

if wait < 0 and state ~= 'paused' then
  for _, set in ipairs({DUE, URGENT}) do
    local first = redis.call('ZRANGE', set, 0, 0, 'WITHSCORES')[2]
    if first and (wait < 0 or first - now < wait) then wait = math.max(0, first - now) end
  end
  if wait >= 0 then wait = math.max(wait, keep_pace()) end
end
local waiting = redis.call('ZCARD', DUE) + redis.call('ZCARD', URGENT)
return {now, wait, waiting, redis.call('ZCARD', FLIGHT), probing and 1 or 0, breaker, taken}
