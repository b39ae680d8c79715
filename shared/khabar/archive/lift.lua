#!lua flags=allow-oom
-- Let a stream that lost its end go on behind the last entry that is archived, so that no id is given out twice.
-- The id is marked as deleted: what is missing up to it is in the archive, and is no gap.
-- KEYS: 1 the stream.  ARGV: the last archived id.  Returns 1 when the stream was behind.
local function rank(id)
  local milliseconds, counter = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(milliseconds), tonumber(counter)
end

local found = redis.pcall('XINFO', 'STREAM', KEYS[1])
if found.err then
  redis.call('XADD', KEYS[1], ARGV[1], 'archived', 'until here')
  redis.call('XDEL', KEYS[1], ARGV[1])
  return 1
end
local named = {}
for index = 1, #found, 2 do named[found[index]] = found[index + 1] end
local milliseconds, counter = rank(named['last-generated-id'])
local wanted, count = rank(ARGV[1])
if milliseconds > wanted or (milliseconds == wanted and counter >= count) then return 0 end
redis.call('XSETID', KEYS[1], ARGV[1], 'ENTRIESADDED', named['entries-added'], 'MAXDELETEDID', ARGV[1])
return 1
