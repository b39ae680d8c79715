#!lua
-- Give an event that died back to its stage, once: with the note that this was decided, and the command that says so.
-- KEYS: 1 what was decided on dead letters, 2 the stage's private stream, 3 the article's admission state, 4 commands
-- ARGV: the letter's id, the decision, the stage, the event's revision ("" = do not ask for a newer one), how many parts
--       the entry has, its field, value, …, the command's field, value, …
-- Returns one of: retried · decided, the decision · superseded, the newer revision · unread (no such stage)
local function read_by(stage)
  local groups = redis.pcall('XINFO', 'GROUPS', KEYS[2])
  for _, group in ipairs(groups.err and {} or groups) do
    for index = 1, #group, 2 do
      if group[index] == 'name' and group[index + 1] == stage then return true end
    end
  end
  return false
end

local decided = redis.call('HGET', KEYS[1], ARGV[1])
if decided then return {'decided', decided} end
local newest = redis.call('HGET', KEYS[3], 'revision')
if ARGV[4] ~= '' and newest and tonumber(newest) > tonumber(ARGV[4]) then return {'superseded', newest} end
if not read_by(ARGV[3]) then return {'unread'} end
local parts = tonumber(ARGV[5])
redis.call('XADD', KEYS[2], '*', unpack(ARGV, 6, 5 + parts))
redis.call('XADD', KEYS[4], '*', unpack(ARGV, 6 + parts))
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return {'retried'}
