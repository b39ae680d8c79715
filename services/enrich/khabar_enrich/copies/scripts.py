"""The scripts of the duplicates, for Valkey (from 8) and Redis (from 7.0); every key they touch is passed in.

They run on a full server too: a removal must work there, and how much an article adds is bounded by the stage, which
holds its commits back while the server is too far past its limit.
"""

from typing import Final

_TOLD: Final = """
local function told(groups, members, group)
  local found = {group}
  for id in string.gmatch(redis.call('HGET', groups, group) or '', '[^\\n]+') do
    found[#found + 1] = id
    found[#found + 1] = redis.call('HGET', members, id)
  end
  return found
end
"""

# A group of one is none.
_LEAVE: Final = """
local function split(text)
  local found = {}
  for part in string.gmatch(text or '', '[^\\n]+') do found[#found + 1] = part end
  return found
end
local function dissolve(groups, of, members, recent, group, ids)
  for _, id in ipairs(ids) do
    redis.call('HDEL', of, id)
    redis.call('HDEL', members, id)
  end
  redis.call('HDEL', groups, group)
  redis.call('ZREM', recent, group)
end
local function leave(groups, of, members, recent, id)
  local group = redis.call('HGET', of, id)
  if not group then return false end
  local kept = {}
  for _, other in ipairs(split(redis.call('HGET', groups, group))) do
    if other ~= id then kept[#kept + 1] = other end
  end
  redis.call('HDEL', of, id)
  redis.call('HDEL', members, id)
  if #kept < 2 then
    dissolve(groups, of, members, recent, group, kept)
  else
    redis.call('HSET', groups, group, table.concat(kept, '\\n'))
  end
  return group
end
"""

# Look first and write then, in one go: of two articles that are added at once exactly one sees the other.
# KEYS: seq ids docs gone of bucket…
# ARGV: id revision signature newest-kept tail-bytes records (2 bytes for each bucket)
ADD: Final = """#!lua flags=allow-oom
local known = redis.call('HGET', KEYS[2], ARGV[1])
if known then
  local old, revision = string.match(known, '^(%d+):(%d+)$')
  if tonumber(revision) > tonumber(ARGV[2]) or (old == '0' and revision == ARGV[2]) then return 0 end
  redis.call('HDEL', KEYS[3], old)
  redis.call('ZREM', KEYS[4], ARGV[1])
end
local seq, tail = redis.call('INCR', KEYS[1]), tonumber(ARGV[5])
redis.call('HSET', KEYS[2], ARGV[1], seq .. ':' .. ARGV[2])
redis.call('HSET', KEYS[3], seq, ARGV[3])
local found, head = {seq, redis.call('HGET', KEYS[5], ARGV[1])}, struct.pack('<I4', seq)
for i = 6, #KEYS do found[i - 3] = redis.call('GETRANGE', KEYS[i], -tail, -1) end
for i = 6, #KEYS do
  if redis.call('APPEND', KEYS[i], head .. string.sub(ARGV[6], 2 * i - 11, 2 * i - 10)) >= 2 * tail then
    redis.call('SET', KEYS[i], redis.call('GETRANGE', KEYS[i], -tail, -1))
  end
end
local last = seq - tonumber(ARGV[4])
local left = redis.call('HGET', KEYS[3], last)
if left then
  redis.call('HDEL', KEYS[3], last)
  redis.call('HDEL', KEYS[2], string.sub(left, 3, 2 + struct.unpack('<I2', left)))
end
return found
"""

# Nothing happens unless both articles are still what was compared. A group that the article was in before its newest
# revision is left; one that copies of this very revision made meanwhile is merged into that of the other article.
# KEYS: ids groups of members recent joined
# ARGV: id seq:revision other seq:revision group-if-none member other-member most-groups group-before
JOIN: Final = f"""#!lua flags=allow-oom
{_LEAVE}{_TOLD}
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return false end
if redis.call('HGET', KEYS[1], ARGV[3]) ~= ARGV[4] then return false end
local own, group = redis.call('HGET', KEYS[3], ARGV[1]), redis.call('HGET', KEYS[3], ARGV[3])
if own and own ~= group and own == ARGV[9] then
  leave(KEYS[2], KEYS[3], KEYS[4], KEYS[5], ARGV[1])
  own = false
end
if not group then
  for _, id in ipairs({{ARGV[5], ARGV[3], ARGV[1]}}) do
    if not group and redis.call('HEXISTS', KEYS[2], id) == 0 then group = id end
  end
  if not group then return false end
  redis.call('HSET', KEYS[2], group, ARGV[3])
  redis.call('HSET', KEYS[3], ARGV[3], group)
  redis.call('HSET', KEYS[4], ARGV[3], ARGV[7])
end
if own ~= group then
  local joining = own and redis.call('HGET', KEYS[2], own) or ARGV[1]
  redis.call('HSET', KEYS[2], group, redis.call('HGET', KEYS[2], group) .. '\\n' .. joining)
  for _, id in ipairs(split(joining)) do redis.call('HSET', KEYS[3], id, group) end
  if own then
    redis.call('HDEL', KEYS[2], own)
    redis.call('ZREM', KEYS[5], own)
  end
end
redis.call('HSET', KEYS[4], ARGV[1], ARGV[6])
redis.call('ZADD', KEYS[5], redis.call('INCR', KEYS[6]), group)
while redis.call('ZCARD', KEYS[5]) > tonumber(ARGV[8]) do
  local oldest = redis.call('ZRANGE', KEYS[5], 0, 0)[1]
  dissolve(KEYS[2], KEYS[3], KEYS[4], KEYS[5], oldest, split(redis.call('HGET', KEYS[2], oldest)))
end
return told(KEYS[2], KEYS[4], group)
"""

# KEYS: ids groups of members recent   ARGV: id seq:revision
LEAVE: Final = f"""#!lua flags=allow-oom
{_LEAVE}
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return false end
return leave(KEYS[2], KEYS[3], KEYS[4], KEYS[5], ARGV[1])
"""

# KEYS: ids docs gone of members   ARGV: id revision most-remembered
REMOVE: Final = """#!lua flags=allow-oom
local revision = ARGV[2]
local known = redis.call('HGET', KEYS[1], ARGV[1])
if known then
  local old, stored = string.match(known, '^(%d+):(%d+)$')
  if tonumber(stored) > tonumber(revision) then revision = stored end
  redis.call('HDEL', KEYS[2], old)
end
redis.call('HSET', KEYS[1], ARGV[1], '0:' .. revision)
redis.call('ZADD', KEYS[3], redis.call('TIME')[1], ARGV[1])
while redis.call('ZCARD', KEYS[3]) > tonumber(ARGV[3]) do
  redis.call('HDEL', KEYS[1], redis.call('ZPOPMIN', KEYS[3])[1])
end
local member = redis.call('HGET', KEYS[5], ARGV[1])
if member then redis.call('HSET', KEYS[5], ARGV[1], '-' .. string.sub(member, 2)) end
return redis.call('HGET', KEYS[4], ARGV[1])
"""

# KEYS: groups of members   ARGV: group, or nothing and an article's id
GROUP: Final = f"""#!lua flags=no-writes
{_TOLD}
local group = ARGV[1]
if group == '' then group = redis.call('HGET', KEYS[2], ARGV[2]) end
return group and told(KEYS[1], KEYS[3], group)
"""
