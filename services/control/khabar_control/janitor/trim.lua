#!lua flags=allow-oom
-- Trim one batch off a stream: what is old enough, in the archive, and acknowledged by every registered group that may
-- still hold it. Looking and trimming are one step, so nothing can be read or acknowledged in between.
-- KEYS: 1 the stream, 2 the registered groups, 3 what is archived, 4 the groups that were let go, 5 the hash that counts
--       what groups have settled; for dead letters that are to stay until somebody decides on them also 6 what was decided
-- ARGV: the stream's name in the registry, its name in the archive ("" = it is not archived), the id that all younger
--       entries are kept from, how many entries may go at once
-- Returns how many went, the id that nothing behind was trimmed, and for every registered group its name and the first
-- entry it has not acknowledged ("" = it has acknowledged all).
local stream, prefix, archived_as = KEYS[1], ARGV[1] .. '|', ARGV[2]
local there = {}

local function padded(id)
  local milliseconds, sequence = string.match(id, '^(%d+)%-?(%d*)$')
  return string.rep('0', 20 - #milliseconds) .. milliseconds .. string.rep('0', 20 - #sequence) .. sequence
end

local function before(one, other) return padded(one) < padded(other) end

local function value_of(pairs_, wanted)
  for index = 1, #pairs_, 2 do
    if pairs_[index] == wanted then return pairs_[index + 1] end
  end
end

local function first_from(start) return redis.call('XRANGE', stream, start, '+', 'COUNT', 1)[1] end

local function unacknowledged(group)
  local pending = redis.call('XPENDING', stream, value_of(group, 'name'))
  if pending[1] > 0 then return pending[2] end
  local next_ = first_from('(' .. value_of(group, 'last-delivered-id'))
  return next_ and next_[1] or ''
end

-- Where a group that was let go finds in the archive what is trimmed: a lane's entries are archived with its stream.
local function in_archive(id)
  if archived_as ~= '' then return id end
  local entry = first_from(id)
  return entry and value_of(entry[2], 'mainid') or id
end

local function note_loss(name, record, floor, bound)
  local lost = cjson.decode(record)
  local ranges = lost.lost
  local from, to = in_archive(floor), in_archive(bound)
  local last = ranges[#ranges]
  if last and not before(last[2], from) then
    if before(last[2], to) then last[2] = to end
  else
    ranges[#ranges + 1] = {from, to}
  end
  redis.call('HSET', KEYS[4], name, cjson.encode(lost))
end

-- The group reads on behind what it loses, and what it settles is counted anew: how many entries it was given can no
-- longer be told by how many were in the stream.
local function move_on(name, bound)
  local group, last = string.sub(name, #prefix + 1), redis.call('XREVRANGE', stream, '(' .. bound, '-', 'COUNT', 1)[1]
  if last and before(value_of(there[group], 'last-delivered-id'), last[1]) then
    redis.call('XGROUP', 'SETID', stream, group, last[1])
  end
  redis.call('HDEL', KEYS[5], name)
end

-- The letters at the beginning that were decided on, and the first that was not.
local function decided(most)
  local done, start = {}, '-'
  while #done < most do
    local page = redis.call('XRANGE', stream, start, '+', 'COUNT', 16)
    for _, letter in ipairs(page) do
      if redis.call('HEXISTS', KEYS[6], letter[1]) == 0 then return done, letter[1] end
      done[#done + 1] = letter[1]
    end
    if #page < 16 then return done end
    start = '(' .. page[16][1]
  end
  return done, done[#done]
end

if redis.call('EXISTS', stream) == 0 then return {0, '0-0'} end
for _, group in ipairs(redis.call('XINFO', 'GROUPS', stream)) do there[value_of(group, 'name')] = group end
local bound = ARGV[3]
local function lower(id)
  if before(id, bound) then bound = id end
end
if archived_as ~= '' then lower(redis.call('HGET', KEYS[3], archived_as) or '0-0') end

local floors, answer = {}, {0, bound}
local registered = redis.call('HKEYS', KEYS[2])
table.sort(registered)
for _, name in ipairs(registered) do
  if string.sub(name, 1, #prefix) == prefix then
    local group = there[string.sub(name, #prefix + 1)]
    local floor = group and unacknowledged(group) or not group and '0-0' or ''
    answer[#answer + 1] = name
    answer[#answer + 1] = floor
    if floor ~= '' then
      local record = redis.call('HGET', KEYS[4], name)
      if record then floors[name] = {record, floor} else lower(floor) end
    end
  end
end
local done, undecided = {}, nil
if KEYS[6] then done, undecided = decided(tonumber(ARGV[4])) end
if undecided then lower(undecided) end
answer[2] = bound
local oldest = first_from('-')
if not oldest or not before(oldest[1], bound) then return answer end
for name, group in pairs(floors) do
  local from = before(group[2], oldest[1]) and oldest[1] or group[2]
  if before(from, bound) then
    note_loss(name, group[1], from, bound)
    if there[string.sub(name, #prefix + 1)] then move_on(name, bound) end
  end
end
answer[1] = redis.call('XTRIM', stream, 'MINID', '~', bound, 'LIMIT', ARGV[4])
if answer[1] == 0 then answer[1] = redis.call('XTRIM', stream, 'MINID', '=', bound) end
local first = first_from('-')
for _, id in ipairs(done) do
  if not first or before(id, first[1]) then redis.call('HDEL', KEYS[6], id) end
end
return answer
