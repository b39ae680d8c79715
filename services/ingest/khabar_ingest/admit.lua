#!lua
-- Admits a batch of decisions: each one whole or not at all, and only if nothing changed since it was decided on.
--
-- KEYS  1 the epoch, 2 the stream `articles`, 3 its fast lane, 4 the stream `commands`, 5 held, 6 waiting,
--       7 the aliases of the source, then one state hash per decision, then what else effects name
-- ARGV  the number of decisions and a list of the fields of a state; then per decision:
--         expected state     list: the value of each of those fields ("" = not there); empty for an unknown article
--         expected aliases   list: alias, article id ("" = not there), …
--         entries            their number; each: kind, list: field, value, …
--                            (kinds: "command"; "notice", an event without a text; "text"; "urgent text", …)
--         state to write     list: field, value, …
--         effects            their number; each a list: command, key, arguments
--         the article id that free aliases are given to
--       A list stands behind its length.
-- Answers "ok" or "conflict" per decision, and "closed" for all while there is no epoch.

local ARTICLES, LANE, COMMANDS, ALIASES, STATES = KEYS[2], KEYS[3], KEYS[4], KEYS[7], 7
local KINDS = {false, 'stream', 'stream', 'stream', 'zset', 'zset', 'hash'}
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

local function take_lists(make)
  local lists = {}
  for index = 1, tonumber(take()) do lists[index] = make() end
  return lists
end

local function take_entry()
  return {kind = take(), fields = take_list()}
end

local function unchanged(key, names, expected)
  if #names == 0 then return true end
  if #expected == 0 then return redis.call('EXISTS', key) == 0 end
  for index, value in ipairs(redis.call('HMGET', key, unpack(names))) do
    if (value or '') ~= expected[index] then return false end
  end
  return true
end

local function parted(pairs_)
  local names, values = {}, {}
  for index = 1, #pairs_, 2 do
    names[#names + 1], values[#values + 1] = pairs_[index], pairs_[index + 1]
  end
  return names, values
end

local function tell(state, entry)
  if entry.kind == 'command' then
    redis.call('XADD', COMMANDS, '*', unpack(entry.fields))
    return
  end
  local urgent = string.find(entry.kind, 'urgent', 1, true)
  if urgent then
    table.insert(entry.fields, 'fastlane')
    table.insert(entry.fields, '1')
  end
  local id = redis.call('XADD', ARTICLES, '*', unpack(entry.fields))
  if urgent then redis.call('XADD', LANE, '*', 'mainid', id, unpack(entry.fields)) end
  if string.find(entry.kind, 'text', 1, true) then redis.call('HSET', state, 'entry', id) end
end

local function admit(state, fields)
  local expected, names, leads = take_list(), parted(take_list())
  local entries, writes, effects, id = take_lists(take_entry), take_list(), take_lists(take_list), take()
  if not (unchanged(state, fields, expected) and unchanged(ALIASES, names, leads)) then return 'conflict' end
  for _, entry in ipairs(entries) do tell(state, entry) end
  if #writes > 0 then redis.call('HSET', state, unpack(writes)) end
  for _, effect in ipairs(effects) do redis.call(unpack(effect)) end
  for index, name in ipairs(names) do
    if leads[index] == '' then redis.call('HSET', ALIASES, name, id) end
  end
  return 'ok'
end

for index, wanted in ipairs(KINDS) do
  local kind = wanted and redis.call('TYPE', KEYS[index]).ok
  if kind and kind ~= 'none' and kind ~= wanted then
    return redis.error_reply('WRONGTYPE ' .. KEYS[index] .. ' is a ' .. kind .. ', not a ' .. wanted)
  end
end
local count, open = tonumber(take()), redis.call('EXISTS', KEYS[1]) == 1
local answers, fields = {}, open and take_list()
for index = 1, count do answers[index] = open and admit(KEYS[STATES + index], fields) or 'closed' end
return answers
