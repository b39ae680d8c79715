"""The index's scripts, for Valkey (from 8) and Redis (from 7.0); every key they touch is passed in.

Terms and weights travel joined: hundreds of arguments would cost the client more than all the arithmetic. A term is
the 4 bytes of its hash, a weight is 2 bytes. What leaves the index waits in the list ``leaving`` until `FORGET` has
taken it out of the counts and the postings, so a process that dies in between leaves nothing behind for good.

They run on a full server too: a removal must work there, and how much an article adds is bounded by the stage, which
holds its commits back while the server is too far past its limit.
"""

from typing import Final

_LEAVE: Final = """
local function leave(docs, rest, leaving, sequence)
  local vector = redis.call('HGET', docs, sequence)
  if not vector then return nil end
  local others = redis.call('HGET', rest, sequence) or ''
  redis.call('RPUSH', leaving, struct.pack('<I4I4', tonumber(sequence), #others) .. others .. vector)
  redis.call('HDEL', docs, sequence)
  redis.call('HDEL', rest, sequence)
  return vector
end
"""

# KEYS: seq ids docs df rest leaving gone posting…
# ARGV: id revision vector newest-kept tail-bytes weights stored-terms other-terms
ADD: Final = f"""#!lua flags=allow-oom
{_LEAVE}
local known = redis.call('HGET', KEYS[2], ARGV[1])
if known then
  local old, revision = string.match(known, '^(%d+):(%d+)$')
  if tonumber(revision) > tonumber(ARGV[2]) or (old == '0' and revision == ARGV[2]) then return 0 end
  leave(KEYS[3], KEYS[5], KEYS[6], old)
  redis.call('ZREM', KEYS[7], ARGV[1])
end
local seq = redis.call('INCR', KEYS[1])
redis.call('HSET', KEYS[2], ARGV[1], seq .. ':' .. ARGV[2])
redis.call('HSET', KEYS[3], seq, ARGV[3])
if #ARGV[8] > 0 then redis.call('HSET', KEYS[5], seq, ARGV[8]) end
local tail, head = tonumber(ARGV[5]), struct.pack('<I4', seq)
for i = 8, #KEYS do
  local weight = string.sub(ARGV[6], 2 * i - 15, 2 * i - 14)
  if redis.call('APPEND', KEYS[i], head .. weight) >= 2 * tail then
    redis.call('SET', KEYS[i], redis.call('GETRANGE', KEYS[i], -tail, -1))
  end
end
local terms = ARGV[7] .. ARGV[8]
for at = 1, #terms, 4 do redis.call('HINCRBY', KEYS[4], string.sub(terms, at, at + 3), 1) end
local vector = leave(KEYS[3], KEYS[5], KEYS[6], seq - tonumber(ARGV[4]))
if vector then redis.call('HDEL', KEYS[2], string.sub(vector, 13, 12 + struct.unpack('<I2', vector))) end
return seq
"""

# KEYS: df docs   ARGV: terms
FREQUENCIES: Final = """#!lua flags=no-writes
local terms = {}
for at = 1, #ARGV[1], 4 do terms[#terms + 1] = string.sub(ARGV[1], at, at + 3) end
return {redis.call('HLEN', KEYS[2]), redis.call('HMGET', KEYS[1], unpack(terms))}
"""

# KEYS: seq posting…   ARGV: tail-bytes
TAILS: Final = """#!lua flags=no-writes
local tails = {redis.call('GET', KEYS[1]) or '0'}
for i = 2, #KEYS do tails[i] = redis.call('GETRANGE', KEYS[i], -tonumber(ARGV[1]), -1) end
return tails
"""

# KEYS: ids docs rest leaving gone   ARGV: id revision most-remembered
REMOVE: Final = f"""#!lua flags=allow-oom
{_LEAVE}
local known = redis.call('HGET', KEYS[1], ARGV[1])
local revision = ARGV[2]
if known then
  local old, stored = string.match(known, '^(%d+):(%d+)$')
  if tonumber(stored) > tonumber(revision) then revision = stored end
  leave(KEYS[2], KEYS[3], KEYS[4], old)
end
redis.call('HSET', KEYS[1], ARGV[1], '0:' .. revision)
redis.call('ZADD', KEYS[5], redis.call('TIME')[1], ARGV[1])
while redis.call('ZCARD', KEYS[5]) > tonumber(ARGV[3]) do
  redis.call('HDEL', KEYS[1], redis.call('ZPOPMIN', KEYS[5])[1])
end
return 1
"""

# A posting's records stand in the order of their sequence numbers, so the one that leaves is found by halving.
# KEYS: leaving df posting…   ARGV: what-leaves sequence terms
FORGET: Final = """#!lua flags=allow-oom
if redis.call('LREM', KEYS[1], 1, ARGV[1]) == 0 then return 0 end
for at = 1, #ARGV[3], 4 do
  local term = string.sub(ARGV[3], at, at + 3)
  if redis.call('HINCRBY', KEYS[2], term, -1) <= 0 then redis.call('HDEL', KEYS[2], term) end
end
local seq = tonumber(ARGV[2])
for i = 3, #KEYS do
  local posting = redis.call('GET', KEYS[i]) or ''
  local low, high = 0, #posting / 6
  while low < high do
    local middle = math.floor((low + high) / 2)
    if struct.unpack('<I4', posting, 6 * middle + 1) < seq then low = middle + 1 else high = middle end
  end
  if 6 * low < #posting and struct.unpack('<I4', posting, 6 * low + 1) == seq then
    if #posting == 6 then
      redis.call('DEL', KEYS[i])
    else
      redis.call('SET', KEYS[i], string.sub(posting, 1, 6 * low) .. string.sub(posting, 6 * low + 7))
    end
  end
end
return 1
"""
