#!lua
-- Have what waits for enrichment wait for a target ahead of it, each entry once, unless the target has or gets as much.
-- KEYS: 1 due, 2 due urgently, 3 in flight (sorted sets), 4 work (hash), 5 what went ahead (sorted set: name by rank),
--       6 the stream published
-- ARGV: 1 skew of the clock in ms, 2 target, 3 beginning of the keys that say what is shown, then for every entry: name,
--       rank, revision, lane, the entry (JSON array of field, value, …)
-- Returns how many wait now that did not before.
local DUE, URGENT, FLIGHT, WORK, AHEAD, PUBLISHED = unpack(KEYS)
local KEPT_SECONDS, KILL, KILLS = 30 * 86400, 1000000000000, -1
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[1])

local function is_there(name, rank)
  if tonumber(redis.call('ZSCORE', AHEAD, name) or -1) >= rank then return true end
  local shown = redis.call('HGET', ARGV[3] .. name, ARGV[2])
  local readable, held = pcall(cjson.decode, shown or '{}')
  return readable and type(held) == 'table' and tonumber(held.rank or -1) >= rank
end

-- As the commit of a stage does, but what waits stays where it ranks as high.
local function put(name, rank, revision, lane, entry)
  local waiting, flying = redis.call('HGET', WORK, name), redis.call('ZSCORE', FLIGHT, name)
  if waiting then
    local stored, theirs = string.match(waiting, '^(%d+)\n%d+\n%a+\n([^\n]*)\n')
    if tonumber(stored) >= rank then return 0 end
    if theirs ~= '' and not (flying and redis.call('HSETNX', WORK, name .. '!', theirs) == 1) then
      redis.call('XADD', PUBLISHED, '*', unpack(cjson.decode(theirs)))
    end
  end
  redis.call('HSET', WORK, name, table.concat({string.format('%.0f', rank), revision, lane, '', entry}, '\n'))
  redis.call('ZADD', AHEAD, rank, name)
  if flying then return 1 end
  local urgent = lane == 'urgent'
  redis.call('ZREM', urgent and DUE or URGENT, name)
  redis.call('ZADD', urgent and URGENT or DUE, rank >= KILL and KILLS or now, name)
  return 1
end

local done = 0
for at = 4, #ARGV, 5 do
  local name, rank, revision, lane, entry = unpack(ARGV, at, at + 4)
  rank = tonumber(rank)
  if not is_there(name, rank) then done = done + put(name, rank, revision, lane, entry) end
end
if done > 0 then redis.call('EXPIRE', AHEAD, KEPT_SECONDS, 'NX') end
return done
