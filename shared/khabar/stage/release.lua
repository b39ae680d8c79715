#!lua flags=allow-oom
-- Move delayed entries whose time has come to the stage's private stream, even while memory is full: they take as much
-- there as here, and a stage that drains may be what frees it.
-- KEYS: 1 the sorted set of delayed entries, 2 the private stream.  ARGV: how many at most.  Returns how many moved.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
for _, member in ipairs(due) do
  local fields = {}
  for field, value in pairs(cjson.decode(member)) do
    fields[#fields + 1] = field
    fields[#fields + 1] = value
  end
  redis.call('XADD', KEYS[2], '*', unpack(fields))
  redis.call('ZREM', KEYS[1], member)
end
return #due
