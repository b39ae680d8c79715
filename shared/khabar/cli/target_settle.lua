#!lua flags=allow-oom
-- Remember what somebody found at a target, unless what was known has changed meanwhile, and tell whose finding it was.
-- KEYS: 1 what targets hold of the article (hash), 2 the stream commands.  ARGV: 1 target, 2 what was known, 3 what is
--       known from here on, 4… field, value, … of the command's entry
-- Returns 1 when it was written.
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return 0 end
redis.call('XADD', KEYS[2], '*', unpack(ARGV, 4))
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
