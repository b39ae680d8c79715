#!lua flags=allow-oom
-- Find out whether entries that a group was given are neither settled nor pending: XGROUP DELCONSUMER drops what is
-- pending for a consumer, XACK and XDEL by hand do likewise. The group then reads its stream from the beginning again.
-- KEYS: 1 the stream, 2 the hash that counts what each group has settled, 3 the groups that trimming no longer waits for:
-- what is trimmed under one of these cannot be counted.  ARGV: group, its name in both hashes.
-- Returns how many are missing; none while the server cannot tell how many it handed out. ENTRIESREAD is never given:
-- Redis 7.0 does not carry a number that was set through a restart, and then miscounts for ever; one of its own it finds.
local stream, counts, group, name = KEYS[1], KEYS[2], ARGV[1], ARGV[2]

local function fields(pairs_)
  local found = {}
  for index = 1, #pairs_, 2 do found[pairs_[index]] = pairs_[index + 1] end
  return found
end

local function about_group()
  for _, row in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
    local found = fields(row)
    if found.name == group then return found end
  end
end

if redis.call('HEXISTS', KEYS[3], name) == 1 then
  redis.call('HDEL', counts, name)
  return 0
end
local found = about_group()
local read = found and tonumber(found['entries-read'] or nil)
if not read then return 0 end
local settled = tonumber(redis.call('HGET', counts, name) or nil)
local missing = settled and read - found.pending - settled or 0
if not settled or (missing < 0 and found.pending == 0) then
  redis.call('HSET', counts, name, string.format('%.0f', read - found.pending))
  return 0
end
if missing <= 0 then return 0 end
local whole = fields(redis.call('XINFO', 'STREAM', stream))
local trimmed = string.format('%.0f', whole['entries-added'] - whole.length)
redis.call('XGROUP', 'SETID', stream, group, '0')
redis.call('HSET', counts, name, trimmed)
return missing
