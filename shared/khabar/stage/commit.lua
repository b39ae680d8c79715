#!lua
-- Settle a batch: for every entry still pending for this consumer, write its outputs and then acknowledge it.
-- KEYS: 1 the stream read, 2 the sorted set of delayed entries, 3 to 8 the public streams, 9 and 10 the fast lanes,
--       11 the hash that counts what groups have settled; where deliveries wait for a target also 12 due, 13 urgently
--       due, 14 in flight (sorted sets), 15 work (hash)
-- ARGV: group, consumer, the group's name in the registry ("" = the stream read is private: settled entries are
--       deleted), then for every entry id, number of actions, and for every action: key index, number of arguments,
--       arguments (2 delays: milliseconds, member; 9 and 10 add the twin of the entry added just before: field,
--       value, …; 12 waits for a target: name, rank, revision, lane, entry if superseded, entry; others add:
--       field, value, …)
-- Returns 1 for every entry that was settled now and 0 for one that another consumer has taken over or settled.
local PUBLISHED, LANES, COUNTS, DUE, URGENT, FLIGHT, WORK = KEYS[5], 9, KEYS[11], 12, 13, 14, 15
local KILL = 1000000000000
local KINDS = {[11] = 'hash', [2] = 'zset', [DUE] = 'zset', [URGENT] = 'zset', [FLIGHT] = 'zset', [WORK] = 'hash'}
for index, key in ipairs(KEYS) do
  local kind, wanted = redis.call('TYPE', key).ok, KINDS[index] or 'stream'
  if kind ~= 'none' and kind ~= wanted then
    return redis.error_reply('WRONGTYPE ' .. key .. ' is a ' .. kind .. ', not a ' .. wanted)
  end
end
local group, consumer, registered = ARGV[1], ARGV[2], ARGV[3]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function tell(skipped)
  redis.call('XADD', PUBLISHED, '*', unpack(cjson.decode(skipped)))
end

local function put_due(name, rank, revision, lane, skipped, entry)
  local waiting = redis.call('HGET', KEYS[WORK], name)
  if waiting then
    local stored, theirs = string.match(waiting, '^(%d+)\n%d+\n%a+\n([^\n]*)\n')
    if tonumber(rank) < tonumber(stored) then return tell(skipped) end
    local superseded = theirs ~= '' and tonumber(rank) > tonumber(stored)
    local flying = superseded and redis.call('ZSCORE', KEYS[FLIGHT], name)
    if superseded and not (flying and redis.call('HSETNX', KEYS[WORK], name .. '!', theirs) == 1) then tell(theirs) end
  end
  redis.call('HSET', KEYS[WORK], name, table.concat({rank, revision, lane, skipped, entry}, '\n'))
  if redis.call('ZSCORE', KEYS[FLIGHT], name) then return end
  local urgent = lane == 'urgent'
  redis.call('ZREM', KEYS[urgent and DUE or URGENT], name)
  redis.call('ZADD', KEYS[urgent and URGENT or DUE], tonumber(rank) >= KILL and -1 or now, name) -- a kill goes first
end

local added
local function write(index, from, to)
  if index == 2 then
    redis.call('ZADD', KEYS[2], now + tonumber(ARGV[from]), ARGV[from + 1])
  elseif index == DUE then
    put_due(unpack(ARGV, from, to))
  elseif index >= LANES then
    redis.call('XADD', KEYS[index], '*', 'mainid', added, unpack(ARGV, from, to))
  else
    added = redis.call('XADD', KEYS[index], '*', unpack(ARGV, from, to))
  end
end

local at, settled, count_settled = 4, {}, 0
while at <= #ARGV do
  local id, actions = ARGV[at], tonumber(ARGV[at + 1])
  local mine = #redis.call('XPENDING', KEYS[1], group, id, id, 1, consumer) > 0
  at = at + 2
  for _ = 1, actions do
    local count = tonumber(ARGV[at + 1])
    if mine then write(tonumber(ARGV[at]), at + 2, at + 1 + count) end
    at = at + 2 + count
  end
  if mine then
    redis.call('XACK', KEYS[1], group, id)
    if registered == '' then redis.call('XDEL', KEYS[1], id) end
    count_settled = count_settled + 1
  end
  settled[#settled + 1] = mine and 1 or 0
end
if count_settled > 0 and redis.call('HEXISTS', COUNTS, registered) == 1 then
  redis.call('HINCRBY', COUNTS, registered, count_settled)
end
return settled
