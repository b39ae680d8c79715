#!lua flags=allow-oom
-- Create a group at the beginning of its stream (and the stream, if need be), even while memory is full, and register
-- it, so that trimming waits for it, and what it settles is counted from its first entry on.
-- KEYS: 1 the stream, 2 the registry, 3 the hash that counts what groups have settled; for a fast lane also 4 its main
--       stream, 5 where to note from which entry of the main stream on the group finds the urgent ones in the lane.
-- ARGV: group, its name in the registry ("" = private: nothing trims the stream).
-- Returns whether it was missing (1 or 0), and for a fast lane that entry's id.
local stream, group, name = KEYS[1], ARGV[1], ARGV[2]

local function value_of(pairs_, wanted)
  for index = 1, #pairs_, 2 do
    if pairs_[index] == wanted then return pairs_[index + 1] end
  end
end

local function beginning()
  local first = redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)[1]
  local twin = first and value_of(first[2], 'mainid')
  if twin and string.find(twin, '^%d+%-%d+$') then return twin end
  local main = redis.pcall('XINFO', 'STREAM', KEYS[4])
  if main.err then return '0-0' end
  local milliseconds, sequence = string.match(value_of(main, 'last-generated-id'), '(%d+)-(%d+)')
  return milliseconds .. '-' .. string.format('%.0f', tonumber(sequence) + 1)
end

local function count_from_the_beginning()
  local info = redis.call('XINFO', 'STREAM', stream)
  local trimmed = string.format('%.0f', value_of(info, 'entries-added') - value_of(info, 'length'))
  redis.call('HSET', KEYS[3], name, trimmed)
end

local made = redis.pcall('XGROUP', 'CREATE', stream, group, '0', 'MKSTREAM')
if made.err and not string.find(made.err, 'BUSYGROUP', 1, true) then return made end
local missing = made.err and 0 or 1
if name ~= '' then
  local time = redis.call('TIME')
  redis.call('HSETNX', KEYS[2], name, time[1] * 1000 + math.floor(time[2] / 1000))
  if missing == 1 then count_from_the_beginning() end
end
if not KEYS[4] then return {missing} end
if missing == 1 or not redis.call('GET', KEYS[5]) then redis.call('SET', KEYS[5], beginning()) end
return {missing, redis.call('GET', KEYS[5])}
