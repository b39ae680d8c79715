"""The scripts of stories, for Valkey (from 8) and Redis (from 7.0); every key they touch is passed in.

An article's record is the 12 letters of its story (blanks: none, the article was removed), 4 bytes of its revision and
its telling. A story's record is its version, a line with the ids of its newest articles, and JSON.
"""

from typing import Final

from khabar_enrich.versions import NEXT_VERSION

# KEYS: docs stories waited told   ARGV: id founding neighbour…
# Gives: own record, what was told of it, those that wait for it, [id record]…, [story record]…
READ: Final = """#!lua flags=no-writes
local own = redis.call('HGET', KEYS[1], ARGV[1]) or ''
local waiting = redis.call('SMEMBERS', KEYS[3])
local docs, stories, seen, asked = {}, {}, {}, {}
local function story(id)
  if asked[id] or id == string.rep(' ', 12) then return nil end
  asked[id] = true
  local record = redis.call('HGET', KEYS[2], id)
  if record then stories[#stories + 1] = id; stories[#stories + 1] = record end
  return record
end
local function doc(id)
  if seen[id] or id == ARGV[1] then return nil end
  seen[id] = true
  local record = redis.call('HGET', KEYS[1], id)
  if record then docs[#docs + 1] = id; docs[#docs + 1] = record end
  return record
end
local found = {}
local function with_story(id)
  local record = doc(id)
  found[#found + 1] = record and story(string.sub(record, 1, 12)) or nil
end
for i = 3, #ARGV do with_story(ARGV[i]) end
for _, id in ipairs(waiting) do with_story(id) end
if own ~= '' then found[#found + 1] = story(string.sub(own, 1, 12)) or nil end
for _, record in ipairs(found) do
  for id in string.gmatch(string.match(record, '\\n([^\\n]*)\\n'), '%S+') do doc(id) end
end
story(ARGV[2])
return {own, redis.call('HGET', KEYS[4], ARGV[1]) or '', waiting, docs, stories}
"""

# KEYS: docs stories times ends told counter waited missing-waited…
# ARGV: id own-record-read record published told oldest-kept newest-kept waiting-seen waiting-seconds,
# the numbers of missing, of stories and of moves;
# then: missing ids; stories as [id version newest-articles json newest-time]; moves as [article story]
# Gives: the new version; or 0, and the story that was in the way if one was: read again and decide again.
COMMIT: Final = (
    f"""#!lua flags=allow-oom
{NEXT_VERSION}
"""
    """
local id, at = ARGV[1], 13
local missing, stories, moves = tonumber(ARGV[10]), tonumber(ARGV[11]), tonumber(ARGV[12])
if (redis.call('HGET', KEYS[1], id) or '') ~= ARGV[2] then return {0, ''} end
if redis.call('SCARD', KEYS[7]) ~= tonumber(ARGV[8]) then return {0, ''} end
for i = 0, missing - 1 do
  if redis.call('HEXISTS', KEYS[1], ARGV[at + i]) == 1 then return {0, ''} end
end
local first = at + missing
for i = first, first + 5 * stories - 1, 5 do
  local record = redis.call('HGET', KEYS[2], ARGV[i])
  local version = record and string.match(record, '^(%d+)\\n') or '0'
  if version ~= ARGV[i + 1] then return {0, ARGV[i]} end
end
local version = next_version(KEYS[6])
for i = first, first + 5 * stories - 1, 5 do
  if ARGV[i + 3] == '' then
    redis.call('HDEL', KEYS[2], ARGV[i])
    redis.call('ZREM', KEYS[4], ARGV[i])
  else
    redis.call('HSET', KEYS[2], ARGV[i], string.format('%d\\n', version) .. ARGV[i + 2] .. '\\n' .. ARGV[i + 3])
    redis.call('ZADD', KEYS[4], ARGV[i + 4], ARGV[i])
  end
end
for i = first + 5 * stories, first + 5 * stories + 2 * moves - 1, 2 do
  local record = redis.call('HGET', KEYS[1], ARGV[i])
  if record then redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1] .. string.sub(record, 13)) end
end
redis.call('HSET', KEYS[1], id, ARGV[3])
local published = ARGV[4]
if published == '' then
  published = redis.call('ZSCORE', KEYS[3], id) or redis.call('ZREVRANGE', KEYS[3], 0, 0, 'WITHSCORES')[2] or '0'
end
redis.call('ZADD', KEYS[3], published, id)
redis.call('HSET', KEYS[5], id, string.format('%d\\n', version) .. ARGV[5])
redis.call('DEL', KEYS[7])
for i = 8, #KEYS do
  redis.call('SADD', KEYS[i], id)
  redis.call('EXPIRE', KEYS[i], ARGV[9])
end
local oldest, over = '(' .. ARGV[6], redis.call('ZCARD', KEYS[3]) - tonumber(ARGV[7])
local leaving = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', oldest, 'LIMIT', 0, 8)
if #leaving == 0 and over > 0 then leaving = redis.call('ZRANGE', KEYS[3], 0, math.min(over, 8) - 1) end
for _, old in ipairs(leaving) do
  if old ~= id then
    redis.call('HDEL', KEYS[1], old)
    redis.call('HDEL', KEYS[5], old)
    redis.call('ZREM', KEYS[3], old)
  end
end
local floor = redis.call('ZRANGE', KEYS[3], 0, 0, 'WITHSCORES')[2]
for _, old in ipairs(redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', '(' .. floor, 'LIMIT', 0, 8)) do
  redis.call('HDEL', KEYS[2], old)
  redis.call('ZREM', KEYS[4], old)
end
return {version, ''}
"""
)
