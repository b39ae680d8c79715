"""The index's scripts, for Valkey (from 8) and Redis (from 7.0); every key they touch is passed in.

A posting's record is 4 bytes, little-endian: the article's sequence number modulo 2^24, and in the lowest byte the
term's weight. Records stand in the order of their sequence numbers. Which postings an article is in is told by its
packed vector.

What leaves the index waits in the list ``leaving`` until it has been taken out of the postings, so a process that dies
in between leaves nothing behind for good. Sixteen are taken out at once, for they share terms.

Scripts run on a full server too: a removal must work there, and how much an article adds is bounded by the stage, which
holds its commits back while the server is too far past its limit.
"""

from typing import Final

from khabar_enrich.related.rounds import Script

_LEAVE: Final = """
local function leave(docs, leaving, green, sequence, why)
  local vector = redis.call('HGET', docs, sequence)
  if not vector then return nil end
  if redis.call('ZREM', green, sequence) == 1 then why = 'green' end
  redis.call('RPUSH', leaving, struct.pack('<I4', sequence) .. string.sub(why, 1, 1) .. vector)
  redis.call('HDEL', docs, sequence)
  return vector
end
"""

_NAMED: Final = """
local function named(vector)
  local _, length = struct.unpack('<dH', vector)
  local id = string.sub(vector, 11, 10 + length)
  if length > 16 then return (string.gsub(id, '%z+$', '')) end
  id = string.gsub(id, '.', function(letter) return string.format('%02x', string.byte(letter)) end)
  return table.concat({string.sub(id, 1, 8), string.sub(id, 9, 12), string.sub(id, 13, 16), string.sub(id, 17, 20),
    string.sub(id, 21)}, '-')
end
"""

# Records of articles that left by age are cut off whenever a posting has grown to a power of two: so at least half of a
# long one counts, and looking costs next to nothing an append.
_APPEND: Final = """
local inspected = {}
for power = 6, 16 do inspected[2 ^ power] = true end
local function append(key, record, seq, newest, tail)
  local length = redis.call('APPEND', key, record)
  if length >= 1.25 * tail then
    redis.call('SET', key, redis.call('GETRANGE', key, -tail, -1))
  elseif inspected[length] and seq > newest then
    local posting, low, high = redis.call('GET', key), 0, length / 4
    while low < high do
      local middle = math.floor((low + high) / 2)
      local age = (seq - math.floor(struct.unpack('<I4', posting, 4 * middle + 1) / 256)) % 16777216
      if age >= newest then low = middle + 1 else high = middle end
    end
    if low > 0 then redis.call('SET', key, string.sub(posting, 4 * low + 1)) end
  end
end
"""

# KEYS: state ids docs gone leaving green posting…
# ARGV: id revision vector newest-kept tail-bytes evergreen? most-evergreen
# It tells: 0 if the article was refused, 1 if it was kept, 2 if its id was never met; its sequence number, or that of
# the next one; how many articles are counted in this round, the number of the round, how many articles are evergreen,
# and what is to be swept.
ADD: Final = Script(f"""#!lua flags=allow-oom
{_LEAVE}{_NAMED}{_APPEND}
local id, revision, vector = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local newest, tail = tonumber(ARGV[4]), tonumber(ARGV[5])
local state = redis.call('HMGET', KEYS[1], 'last', 'left', 'counted', 'round')
local seq, left, kept = tonumber(state[1] or 0) + 1, tonumber(state[2] or 0), 0
local waiting = redis.call('LLEN', KEYS[5])
local known = redis.call('HGET', KEYS[2], id)
local old, stored = string.match(known or '', '^(%d+):(%d+)$')
if not known or tonumber(stored) < revision or (old ~= '0' and tonumber(stored) == revision) then
  kept = 1
  if known then
    leave(KEYS[3], KEYS[5], KEYS[6], tonumber(old), 'replaced')
    redis.call('ZREM', KEYS[4], id)
  end
  redis.call('HSET', KEYS[2], id, seq .. ':' .. ARGV[2])
  redis.call('HSET', KEYS[3], seq, vector)
  local _, length = struct.unpack('<dH', vector)
  local number, evergreen = string.sub(struct.pack('<I4', seq % 16777216), 1, 3), ARGV[6] == '1'
  if evergreen then
    redis.call('ZADD', KEYS[6], seq, seq)
    if redis.call('ZCARD', KEYS[6]) > tonumber(ARGV[7]) then
      local oldest = leave(KEYS[3], KEYS[5], KEYS[6], tonumber(redis.call('ZRANGE', KEYS[6], 0, 0)[1]), 'green')
      if oldest then redis.call('HDEL', KEYS[2], named(oldest)) end
    end
  end
  for i = 7, #KEYS do
    local at = length + 4 * i - 17
    local record = string.sub(vector, at, at) .. number
    if evergreen then redis.call('APPEND', KEYS[i], record) else append(KEYS[i], record, seq, newest, tail) end
  end
  if not known then kept = 2 end
  for _ = 1, 4 do
    if left < seq - newest then
      left = left + 1
      if redis.call('ZCARD', KEYS[6]) == 0 or not redis.call('ZSCORE', KEYS[6], left) then
        local aged = leave(KEYS[3], KEYS[5], KEYS[6], left, 'aged')
        if aged then redis.call('HDEL', KEYS[2], named(aged)) end
      end
    end
  end
  redis.call('HSET', KEYS[1], 'last', seq, 'left', left)
end
local swept = math.floor(redis.call('LLEN', KEYS[5]) / 16) > math.floor(waiting / 16)
swept = swept and redis.call('LRANGE', KEYS[5], -16, -1) or {{}}
return {{kept, seq, tonumber(state[3] or 0), tonumber(state[4] or 0), redis.call('ZCARD', KEYS[6]), swept}}
""")

# KEYS: ids docs gone leaving green   ARGV: id revision most-remembered
REMOVE: Final = Script(f"""#!lua flags=allow-oom
{_LEAVE}
local known = redis.call('HGET', KEYS[1], ARGV[1])
local revision = ARGV[2]
if known then
  local old, stored = string.match(known, '^(%d+):(%d+)$')
  if tonumber(stored) > tonumber(revision) then revision = stored end
  leave(KEYS[2], KEYS[4], KEYS[5], tonumber(old), 'removed')
end
redis.call('HSET', KEYS[1], ARGV[1], '0:' .. revision)
redis.call('ZADD', KEYS[3], redis.call('TIME')[1], ARGV[1])
while redis.call('ZCARD', KEYS[3]) > tonumber(ARGV[3]) do
  redis.call('HDEL', KEYS[1], redis.call('ZPOPMIN', KEYS[3])[1])
end
return redis.call('LRANGE', KEYS[4], -16, -1)
""")

# What left by age takes a posting along if all its records have left so.
# KEYS: state leaving posting…   ARGV: newest-kept what-left…
SWEEP_AGED: Final = Script("""#!lua flags=allow-oom
for i = 2, #ARGV do redis.call('LREM', KEYS[2], 1, ARGV[i]) end
local last, newest = tonumber(redis.call('HGET', KEYS[1], 'last')), tonumber(ARGV[1])
for i = 3, #KEYS do
  local record = redis.call('GETRANGE', KEYS[i], -4, -1)
  if #record == 4 and (last - math.floor(struct.unpack('<I4', record) / 256)) % 16777216 >= newest then
    redis.call('DEL', KEYS[i])
  end
end
return 1
""")

# What was replaced or removed is looked for by halving.
# KEYS: state leaving posting…   ARGV: what-left sequence
SWEEP: Final = Script("""#!lua flags=allow-oom
if redis.call('LREM', KEYS[2], 1, ARGV[1]) == 0 then return 0 end
local last = tonumber(redis.call('HGET', KEYS[1], 'last'))
local wanted = (last - tonumber(ARGV[2])) % 16777216
for i = 3, #KEYS do
  local posting = redis.call('GET', KEYS[i]) or ''
  local function age(at) return (last - math.floor(struct.unpack('<I4', posting, 4 * at + 1) / 256)) % 16777216 end
  local low, high = 0, #posting / 4
  while low < high do
    local middle = math.floor((low + high) / 2)
    if age(middle) > wanted then low = middle + 1 else high = middle end
  end
  if 4 * low < #posting and age(low) == wanted then
    local kept = string.sub(posting, 1, 4 * low) .. string.sub(posting, 4 * low + 5)
    if #kept > 0 then redis.call('SET', KEYS[i], kept) else redis.call('DEL', KEYS[i]) end
  end
end
return 1
""")

# The tables are laid out whole before anything is counted: they must not grow while the server's memory is full.
# KEYS: table table   ARGV: bytes
LAID_OUT: Final = Script("""#!lua flags=allow-oom
for i = 1, #KEYS do
  if redis.call('STRLEN', KEYS[i]) < tonumber(ARGV[1]) then redis.call('SETRANGE', KEYS[i], ARGV[1] - 1, '\\0') end
end
return 1
""")

# Counting goes on in the other table, which is emptied in its place, when the one has counted as many articles as the
# index keeps. A call takes no more than some thousands of arguments.
# KEYS: state df:0 df:1   ARGV: articles newest-kept round, then of each place: where, how many articles
COUNTED: Final = Script("""#!lua flags=allow-oom
local places = {}
for i = 4, #ARGV, 2 do
  local at = #places
  places[at + 1], places[at + 2], places[at + 3], places[at + 4] = 'INCRBY', 'u32', ARGV[i], ARGV[i + 1]
  if at > 4000 or i + 1 == #ARGV then
    redis.call('BITFIELD', KEYS[2 + ARGV[3] % 2], unpack(places))
    places = {}
  end
end
local counted = redis.call('HINCRBY', KEYS[1], 'counted', ARGV[1])
local round = tonumber(redis.call('HGET', KEYS[1], 'round') or 0)
if counted < tonumber(ARGV[2]) then return {counted, round} end
redis.call('HSET', KEYS[1], 'counted', 0, 'before', counted, 'round', round + 1)
local other = KEYS[2 + (round + 1) % 2]
local bytes = redis.call('STRLEN', other)
redis.call('DEL', other)
if bytes > 0 then redis.call('SETRANGE', other, bytes - 1, '\\0') end
return {0, round + 1}
""")
