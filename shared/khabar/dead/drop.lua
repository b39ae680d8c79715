#!lua
-- Note that a dead letter is given up, once, with the command that says so.
-- KEYS: 1 what was decided on dead letters, 2 commands.  ARGV: the letter's id, the decision, the command's field, value, …
-- Returns one of: dropped · decided, the decision
local decided = redis.call('HGET', KEYS[1], ARGV[1])
if decided then return {'decided', decided} end
redis.call('XADD', KEYS[2], '*', unpack(ARGV, 3))
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return {'dropped'}
