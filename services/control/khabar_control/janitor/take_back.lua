#!lua flags=allow-oom
-- Have trimming wait for a group again, unless it lost more since its record was read.
-- KEYS: 1 the groups that were let go, 2 the ops stream.  ARGV: the group's name in the registry, its record as it was
-- read, and the report's field, value, ….  Returns whether it holds again.
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('XADD', KEYS[2], '*', unpack(ARGV, 3))
return 1
