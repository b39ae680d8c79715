#!lua flags=allow-oom
-- End deliveries, each only if whoever ends it still holds its lease: tell the receipt, or have it wait for another try.
-- KEYS: 1 due, 2 due urgently, 3 in flight (sorted sets), 4 work, 5 owners, 6 how often lost (hashes),
--       7 the stream published, 8 the stream dead, 9 the stream ops, 10 what may be there though no call ended well
--       (set), 11 pace (hash)
-- ARGV: 1 skew of the clock in ms, 2 target, 3 beginning of the keys that say what is shown, 4 ms between two deliveries,
--       then for every delivery name, token, SHA-1 of its work, what is shown ("" as before), its work for another try
--       ("" none), ms until then, when that is instead (0: not said), 1 when the target was not called, 1 when the end of
--       the call is not known and 0 when it is ("" as before), 1 when it went ahead of enrichment (it stands for nothing
--       that it superseded), number of entries, and for every entry: key index, number of arguments, field, value, …
-- Returns 1 for every delivery that was ended and 0 for one whose lease was lost.
local DUE, URGENT, FLIGHT, WORK, OWNER, LOST, PUBLISHED = unpack(KEYS)
local TRIED, PACE, KILL, KILLS = KEYS[10], KEYS[11], 1000000000000, -1
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[1])

-- Without a moment it waits as one that was never tried, of which a kill goes first: so does what was only in hand.
local function wait(name, work, at)
  local rank, lane = string.match(work, '^(%d+)\n%d+\n(%a+)\n')
  local first = tonumber(rank) >= KILL and KILLS or now
  redis.call('ZADD', lane == 'urgent' and URGENT or DUE, at or first, name)
end

local function give_back()
  local next = redis.call('HGET', PACE, 'next')
  if next then redis.call('HSET', PACE, 'next', string.format('%.3f', tonumber(next) - tonumber(ARGV[4]))) end
end

local function tell_superseded(name)
  local superseded = redis.call('HGET', WORK, name .. '!')
  if not superseded then return end
  redis.call('XADD', PUBLISHED, '*', unpack(cjson.decode(superseded)))
  redis.call('HDEL', WORK, name .. '!')
end

-- One that waits again without a call has not made up for those who died with it in hand: they may have called.
local function let_go(name, uncalled)
  redis.call('ZREM', FLIGHT, name)
  redis.call('HDEL', OWNER, name)
  if not uncalled then redis.call('HDEL', LOST, name, name .. '!') end
end

local function finish(name, digest, ahead)
  local work = redis.call('HGET', WORK, name)
  if ahead == '1' then tell_superseded(name) else redis.call('HDEL', WORK, name .. '!') end
  if not work then return end
  if redis.sha1hex(work) == digest then return redis.call('HDEL', WORK, name) end
  wait(name, work)
end

local function try_again(name, digest, again, at)
  local work = redis.call('HGET', WORK, name)
  tell_superseded(name)
  if not work then return end
  if redis.sha1hex(work) ~= digest then return wait(name, work) end
  redis.call('HSET', WORK, name, again)
  wait(name, again, at)
end

local at, ended = 5, {}
while at <= #ARGV do
  local name, token, digest, shown, again, after, till, unused, doubtful, ahead, entries = unpack(ARGV, at, at + 10)
  local mine = redis.call('HGET', OWNER, name) == token
  at = at + 11
  for _ = 1, tonumber(entries) do
    local count = tonumber(ARGV[at + 1])
    if mine then redis.call('XADD', KEYS[tonumber(ARGV[at])], '*', unpack(ARGV, at + 2, at + 1 + count)) end
    at = at + 2 + count
  end
  if mine then
    let_go(name, unused == '1' and again ~= '')
    if shown ~= '' then redis.call('HSET', ARGV[3] .. name, ARGV[2], shown) end
    if unused == '1' then give_back() end
    if doubtful ~= '' then redis.call(doubtful == '1' and 'SADD' or 'SREM', TRIED, name) end
    local later = till ~= '0' and tonumber(till) or (unused ~= '1' and now + tonumber(after) or nil)
    if again == '' then finish(name, digest, ahead) else try_again(name, digest, again, later) end
  end
  ended[#ended + 1] = mine and 1 or 0
end
return ended
