#!lua
-- Remove a consumer that is gone, but only when nothing is pending for it: XGROUP DELCONSUMER drops pending entries.
-- KEYS: 1 the stream.  ARGV: group, consumer.  Returns 1 when it was removed.
if #redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2]) > 0 then return 0 end
redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
return 1
