#!lua
-- Tell a stage one archived event once more, if the stage has little in hand, and remember how far the replay is.
-- KEYS: 1 the stage's private stream, 2 its delayed entries, 3 the replay, 4 what waits for its target (if it has one)
-- ARGV: how many may be in hand, the archived entry's id, seconds that the replay is remembered,
--       then field, value, …
-- Returns 1 when the event was taken, be it by this call or by one whose answer was lost.
if redis.call('HGET', KEYS[3], 'position') == ARGV[2] then return 1 end
local waiting = redis.call('XLEN', KEYS[1]) + redis.call('ZCARD', KEYS[2])
if KEYS[4] then waiting = waiting + redis.call('HLEN', KEYS[4]) end
if waiting >= tonumber(ARGV[1]) then return 0 end
redis.call('XADD', KEYS[1], '*', unpack(ARGV, 4))
redis.call('HSET', KEYS[3], 'position', ARGV[2])
redis.call('HINCRBY', KEYS[3], 'sent', 1)
redis.call('EXPIRE', KEYS[3], ARGV[3])
return 1
