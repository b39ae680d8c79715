#!lua flags=allow-oom
-- End polls, each only if whoever ends it still holds its lease: keep what the source remembers, and when it is due next.
-- KEYS: 1 due, 2 leased (sorted sets), 3 owners (hash)
-- ARGV: 1 token, 2 beginning of the keys that say what a source remembers, then for every poll: id, ms until the next
--       (-1: none), number of fields forgotten, number of fields kept times two, fields forgotten, fields and values kept
-- Returns 1 for every poll that was ended and 0 for one whose lease was lost.
local DUE, LEASED, OWNERS = unpack(KEYS)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local at, ended = 3, {}
while at <= #ARGV do
  local id, wait, forgotten, kept = ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  at = at + 4
  local mine = redis.call('HGET', OWNERS, id) == ARGV[1]
  if mine then
    redis.call('ZREM', LEASED, id)
    redis.call('HDEL', OWNERS, id)
    if forgotten > 0 then redis.call('HDEL', ARGV[2] .. id, unpack(ARGV, at, at + forgotten - 1)) end
    if kept > 0 then redis.call('HSET', ARGV[2] .. id, unpack(ARGV, at + forgotten, at + forgotten + kept - 1)) end
    if wait >= 0 then redis.call('ZADD', DUE, now + wait, id) end
  end
  at = at + forgotten + kept
  ended[#ended + 1] = mine and 1 or 0
end
return ended
