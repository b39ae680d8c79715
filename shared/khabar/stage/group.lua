#!lua flags=allow-oom
-- Create a group at the beginning of its stream (and the stream, if need be), even while memory is full.
-- KEYS: 1 the stream.  ARGV: group.  Returns 1 when it was missing.
local made = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], '0', 'MKSTREAM')
if not made.err then return 1 end
if string.find(made.err, 'BUSYGROUP', 1, true) then return 0 end
return made
