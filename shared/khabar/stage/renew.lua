#!lua flags=allow-oom
-- Say that entries are still being worked on, for those that nobody else has taken over meanwhile.
-- KEYS: 1 the stream.  ARGV: group, consumer, ids.  Returns how many are still this consumer's.
local kept = 0
for index = 3, #ARGV do
  local id = ARGV[index]
  if #redis.call('XPENDING', KEYS[1], ARGV[1], id, id, 1, ARGV[2]) > 0 then
    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, id, 'JUSTID')
    kept = kept + 1
  end
end
return kept
