"""The scripts of linking, for Valkey (from 8) and Redis (from 7.0); every key they touch is passed in.

They run on a full server too: a removal must work there, and how much an article adds is bounded by the stage.
"""

from typing import Final

from khabar_enrich.versions import NEXT_VERSION

# KEYS: gone shown stories told locks kin   ARGV: own id, how many of the ids are asked for what was told, id…
# Gives: the time, locks, what was told of the own, then page, story, gone (0 or 1) and its page's kin, of the own and
# of every id, and of the first ids what was told too.
LOOK: Final = """#!lua flags=no-writes
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local found = {now, redis.call('GET', KEYS[5]) or '', redis.call('HGET', KEYS[4], ARGV[1]) or ''}
local function look(id, told)
  local page = string.match(redis.call('HGET', KEYS[2], id) or '', '%S+$') or id
  local gone = redis.call('ZSCORE', KEYS[1], id) or redis.call('ZSCORE', KEYS[1], page)
  local doc = redis.call('HGET', KEYS[3], id)
  local kin = redis.call('HGET', KEYS[6], page) or ''
  local place = {page, doc and string.sub(doc, 1, 12) or '', gone and 1 or 0, kin}
  if told then place[5] = redis.call('HGET', KEYS[4], id) or '' end
  found[#found + 1] = place
end
look(ARGV[1], false)
for i = 3, #ARGV do look(ARGV[i], i - 2 <= tonumber(ARGV[2])) end
return found
"""

# KEYS: told age to due new gone shown kept kin
# ARGV: id record newest-kept seen (what waited for it and was taken in) kin (empty where the article itself did not
#       come, else after a space) links, then id…, then for every older article: id, line that waits for it or nothing,
#       when it was last told of, ms
WRITE: Final = """#!lua flags=allow-oom
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], now, ARGV[1])
if redis.call('HGET', KEYS[5], ARGV[1]) == ARGV[4] then redis.call('HDEL', KEYS[5], ARGV[1]) end
local function append(key, field, line, most)
  local text = redis.call('HGET', key, field) or ''
  if string.find(text, line, 1, true) then return end
  if #text + #line < most then redis.call('HSET', key, field, text .. line .. '\\n') end
end
if ARGV[5] ~= '' then
  redis.call('ZREM', KEYS[6], ARGV[1])
  if #ARGV[5] > 1 then redis.call('HSET', KEYS[9], ARGV[1], ARGV[5]) else redis.call('HDEL', KEYS[9], ARGV[1]) end
end
local links = tonumber(ARGV[6])
for i = 7, 6 + links do append(KEYS[3], ARGV[i], ARGV[1], 40000) end
for i = 7 + links, #ARGV, 3 do
  if ARGV[i + 1] ~= '' then append(KEYS[5], ARGV[i], ARGV[i + 1], 20000) end
  redis.call('ZADD', KEYS[4], 'LT', math.max(now + 60000, tonumber(ARGV[i + 2]) + 300000), ARGV[i])
end
while redis.call('ZCARD', KEYS[2]) > tonumber(ARGV[3]) do
  local oldest = redis.call('ZPOPMIN', KEYS[2])[1]
  for _, i in ipairs({1, 3, 5, 7, 8, 9}) do redis.call('HDEL', KEYS[i], oldest) end
  redis.call('ZREM', KEYS[4], oldest)
end
return now
"""

# KEYS: told age to due new gone   ARGV: id most-remembered
REMOVE: Final = """#!lua flags=allow-oom
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[6], now, ARGV[1])
for line in string.gmatch(redis.call('HGET', KEYS[3], ARGV[1]) or '', '[^\\n]+') do
  redis.call('ZADD', KEYS[4], 'LT', now, line)
end
for _, i in ipairs({1, 3, 5}) do redis.call('HDEL', KEYS[i], ARGV[1]) end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[4], ARGV[1])
while redis.call('ZCARD', KEYS[6]) > tonumber(ARGV[2]) do redis.call('ZPOPMIN', KEYS[6]) end
return now
"""

# KEYS: kept   ARGV: id blob
KEEP: Final = """#!lua flags=allow-oom
return redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
"""

# KEYS: version told new locks   ARGV: id
WAITING: Final = f"""#!lua flags=allow-oom
{NEXT_VERSION}
local told, new = redis.call('HGET', KEYS[2], ARGV[1]), redis.call('HGET', KEYS[3], ARGV[1])
return {{next_version(KEYS[1]), told, new, redis.call('GET', KEYS[4])}}
"""

# A version is counted with what is read under it, so that a greater one never tells an older state.
# KEYS: version of groups members (of copies) shown   ARGV: id…
# Gives: the version, then for every id its page as last known ('' if none) and its group: id, then member, packed, …
STAND: Final = f"""#!lua flags=allow-oom
{NEXT_VERSION}
local found = {{next_version(KEYS[1])}}
for _, id in ipairs(ARGV) do
  local row = {{redis.call('HGET', KEYS[5], id) or ''}}
  local group = redis.call('HGET', KEYS[2], id)
  if group then
    row[2] = group
    for member in string.gmatch(redis.call('HGET', KEYS[3], group) or '', '[^\\n]+') do
      row[#row + 1] = member
      row[#row + 1] = redis.call('HGET', KEYS[4], member)
    end
  end
  found[#found + 1] = row
end
return found
"""

# Those that link to what moved are told of at once. What was written under a greater version stays.
# KEYS: shown to due affected
# ARGV: milliseconds to remember, what is remembered, version, then for every move: article, page
MOVE: Final = """#!lua flags=allow-oom
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if ARGV[2] ~= '' then redis.call('SET', KEYS[4], ARGV[2], 'PX', ARGV[1]) end
local version = tonumber(ARGV[3])
for i = 4, #ARGV, 2 do
  local known = string.match(redis.call('HGET', KEYS[1], ARGV[i]) or '', '^%d+')
  if tonumber(known or 0) < version then
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[3] .. ' ' .. ARGV[i + 1])
    for line in string.gmatch(redis.call('HGET', KEYS[2], ARGV[i]) or '', '[^\\n]+') do
      redis.call('ZADD', KEYS[3], 'LT', now, line)
    end
  end
end
return now
"""

# Each goes to one replica: who takes it out of the set writes it.
# KEYS: due stream   ARGV: id and how many parts follow, field, value, …, for every article
RELEASE: Final = """#!lua flags=allow-oom
local at, released = 1, 0
while at <= #ARGV do
  local id, parts = ARGV[at], tonumber(ARGV[at + 1])
  if redis.call('ZREM', KEYS[1], id) == 1 then
    redis.call('XADD', KEYS[2], '*', unpack(ARGV, at + 2, at + 1 + parts))
    released = released + 1
  end
  at = at + 2 + parts
end
return released
"""
