#!lua
-- Settle a batch: for every entry still pending for this consumer, write its outputs and then acknowledge it.
-- KEYS: 1 the stream read, 2 the sorted set of delayed entries, 3… the streams written
-- ARGV: group, consumer, "1" when the stream read is private (settled entries are deleted), then for every entry
--       id, number of actions, and for every action: key index, number of arguments, arguments
--       (key index 2 delays: milliseconds, member; any other adds an entry: field, value, …)
-- Returns 1 for every entry that was settled now and 0 for one that another consumer has taken over or settled.
for index, key in ipairs(KEYS) do
  local kind = redis.call('TYPE', key).ok
  local wanted = index == 2 and 'zset' or 'stream'
  if kind ~= 'none' and kind ~= wanted then
    return redis.error_reply('WRONGTYPE ' .. key .. ' is a ' .. kind .. ', not a ' .. wanted)
  end
end
local group, consumer, private = ARGV[1], ARGV[2], ARGV[3] == '1'
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local at, settled = 4, {}
while at <= #ARGV do
  local id, actions = ARGV[at], tonumber(ARGV[at + 1])
  local mine = #redis.call('XPENDING', KEYS[1], group, id, id, 1, consumer) > 0
  at = at + 2
  for _ = 1, actions do
    local index, count = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
    if mine and index == 2 then
      redis.call('ZADD', KEYS[2], now + tonumber(ARGV[at + 2]), ARGV[at + 3])
    elseif mine then
      redis.call('XADD', KEYS[index], '*', unpack(ARGV, at + 2, at + 1 + count))
    end
    at = at + 2 + count
  end
  if mine then
    redis.call('XACK', KEYS[1], group, id)
    if private then redis.call('XDEL', KEYS[1], id) end
  end
  settled[#settled + 1] = mine and 1 or 0
end
return settled
