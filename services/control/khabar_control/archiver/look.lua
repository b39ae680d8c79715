#!lua flags=no-writes
-- How the streams stand, in one moment.
-- KEYS: 1 the epoch, 2… the streams.  ARGV: for every stream the last entry that is archived.
-- Returns the epoch ("" without one), and for every stream: last generated id, first id ("" when it is empty),
-- greatest id deleted, 1 when the archived entry is in the stream still, and how many entries are gone from it.
local function info(key)
  local found = redis.pcall('XINFO', 'STREAM', key)
  local named = {}
  if found.err then return named end
  for index = 1, #found, 2 do named[found[index]] = found[index + 1] end
  return named
end

local answer = {redis.call('GET', KEYS[1]) or ''}
for index = 2, #KEYS do
  local key, archived = KEYS[index], ARGV[index - 1]
  local named = info(key)
  local first, there, gone = '', 0, 0
  if named['length'] then
    local entries = redis.call('XRANGE', key, '-', '+', 'COUNT', 1)
    first = entries[1] and entries[1][1] or ''
    there = #redis.call('XRANGE', key, archived, archived, 'COUNT', 1)
    gone = named['entries-added'] - named['length']
  end
  answer[#answer + 1] = {named['last-generated-id'] or '0-0', first, named['max-deleted-entry-id'] or '0-0', there, gone}
end
return answer
