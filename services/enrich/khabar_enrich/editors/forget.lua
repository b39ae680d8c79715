#!lua flags=allow-oom
-- Takes what a removed article told about names out of the review; a name that no other article told goes too.
--
-- KEYS  1 the names by their number of articles, 2 what is told of each
-- ARGV  the article

local function without(list, article)
  local kept = {}
  for _, each in ipairs(list) do
    if (each.article or each) ~= article then kept[#kept + 1] = each end
  end
  return kept
end

local all = redis.call('HGETALL', KEYS[2])
for at = 1, #all, 2 do
  if string.find(all[at + 1], ARGV[1], 1, true) then
    local told = cjson.decode(all[at + 1])
    told.articles, told.snippets = without(told.articles, ARGV[1]), without(told.snippets, ARGV[1])
    if #told.articles == 0 or #told.snippets == 0 then
      redis.call('HDEL', KEYS[2], all[at])
      redis.call('ZREM', KEYS[1], all[at])
    else
      redis.call('ZINCRBY', KEYS[1], -1, all[at])
      redis.call('HSET', KEYS[2], all[at], cjson.encode(told))
    end
  end
end
return 1
