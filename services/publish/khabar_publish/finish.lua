#!lua flags=allow-oom
-- End deliveries, each only if whoever ends it still holds its lease: tell the receipt, or have it wait for another try.
-- KEYS: 1 due, 2 due urgently, 3 in flight (sorted sets), 4 work, 5 owners, 6 how often lost (hashes),
--       7 the stream published, 8 the stream dead, 9 the stream ops
-- ARGV: 1 skew of the clock in ms, 2 target, 3 beginning of the keys that say what is shown, then for every delivery
--       name, token, SHA-1 of its work, what is shown ("" as before), its work for another try ("" none), ms until
--       then, number of entries, and for every entry: key index, number of arguments, field, value, …
-- Returns 1 for every delivery that was ended and 0 for one whose lease was lost.
local DUE, URGENT, FLIGHT, WORK, OWNER, LOST, PUBLISHED = unpack(KEYS)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[1])

local function wait(name, work, at)
  local urgent = string.match(work, '^%d+\n%d+\n(%a+)\n') == 'urgent'
  redis.call('ZADD', urgent and URGENT or DUE, at, name)
end

local function let_go(name)
  redis.call('ZREM', FLIGHT, name)
  redis.call('HDEL', OWNER, name)
  redis.call('HDEL', LOST, name)
end

local function finish(name, digest, shown)
  local work = redis.call('HGET', WORK, name)
  if shown ~= '' then redis.call('HSET', ARGV[3] .. name, ARGV[2], shown) end
  redis.call('HDEL', WORK, name .. '!')
  if not work then return end
  if redis.sha1hex(work) == digest then return redis.call('HDEL', WORK, name) end
  wait(name, work, now)
end

local function try_again(name, digest, again, after)
  local work = redis.call('HGET', WORK, name)
  local superseded = redis.call('HGET', WORK, name .. '!')
  if superseded then
    redis.call('XADD', PUBLISHED, '*', unpack(cjson.decode(superseded)))
    redis.call('HDEL', WORK, name .. '!')
  end
  if not work then return end
  if redis.sha1hex(work) ~= digest then return wait(name, work, now) end
  redis.call('HSET', WORK, name, again)
  wait(name, again, now + after)
end

local at, ended = 4, {}
while at <= #ARGV do
  local name, token, digest, shown, again, after, entries = unpack(ARGV, at, at + 6)
  local mine = redis.call('HGET', OWNER, name) == token
  at = at + 7
  for _ = 1, tonumber(entries) do
    local count = tonumber(ARGV[at + 1])
    if mine then redis.call('XADD', KEYS[tonumber(ARGV[at])], '*', unpack(ARGV, at + 2, at + 1 + count)) end
    at = at + 2 + count
  end
  if mine then
    let_go(name)
    if again == '' then finish(name, digest, shown) else try_again(name, digest, again, tonumber(after)) end
  end
  ended[#ended + 1] = mine and 1 or 0
end
return ended
