#!lua flags=allow-oom
-- Let a group go: trimming no longer waits for it. It is noted and told once.
-- KEYS: 1 the groups that were let go, 2 the ops stream.  ARGV: the group's name in the registry, its record, and the
-- report's field, value, ….  Returns whether it held until now.
if redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2]) == 0 then return 0 end
redis.call('XADD', KEYS[2], '*', unpack(ARGV, 3))
return 1
