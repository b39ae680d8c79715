#!lua
-- Give a stage one entry that it lost, and note that it has it.
-- KEYS: 1 the groups that were let go, 2 the stage's private stream.  ARGV: the group's name in the registry, its record
-- as it was read, the record without this entry, and the entry's field, value, ….  Returns whether it was given.
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('XADD', KEYS[2], '*', unpack(ARGV, 4))
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
