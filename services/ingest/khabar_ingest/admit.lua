#!lua
-- Admits a batch of items of one source: each one whole or not at all, and only if nothing changed since it was decided on.
--
-- KEYS  the stream, the source's aliases, then one state hash per item
-- ARGV  per item four lists, each behind its length:
--         expected state     field, value ("" = not there), …
--         expected aliases   alias, article id ("" = not there), …
--         entry              field, value, … (empty: nothing to send)
--         state to write     field, value, …
--       and the article id that free aliases are given to
-- Answers "ok" or "conflict" per item.

local stream, aliases = KEYS[1], KEYS[2]
local position = 1

local function take()
  position = position + 1
  return ARGV[position - 1]
end

local function take_list()
  local list = {}
  for index = 1, tonumber(take()) do list[index] = take() end
  return list
end

local function unchanged(key, expected)
  for index = 1, #expected, 2 do
    if (redis.call('HGET', key, expected[index]) or '') ~= expected[index + 1] then return false end
  end
  return true
end

local function admit(state)
  local expected, names, entry, writes, id = take_list(), take_list(), take_list(), take_list(), take()
  if not (unchanged(state, expected) and unchanged(aliases, names)) then return 'conflict' end
  if #entry > 0 then redis.call('XADD', stream, '*', unpack(entry)) end
  if #writes > 0 then redis.call('HSET', state, unpack(writes)) end
  for index = 1, #names, 2 do
    if names[index + 1] == '' then redis.call('HSET', aliases, names[index], id) end
  end
  return 'ok'
end

local answers = {}
for index = 3, #KEYS do answers[index - 2] = admit(KEYS[index]) end
return answers
