#!lua flags=allow-oom
-- Counts the names of one article that no table knows, an article once, and keeps where they stand.
--
-- KEYS  1 the names by their number of articles, 2 what is told of each, 3 the rejected ones, 4 the index's articles
-- ARGV  the most names, snippets and counted articles kept, the article, its revision, then per name: key, type, name,
--       the text around it, the headline
-- A revision that was removed meanwhile is passed over. When there is no room the rarest name goes.

local function first(list, most)
  while #list > most do table.remove(list) end
  return list
end

local function without(list, article)
  local kept = {}
  for _, each in ipairs(list) do
    if (each.article or each) ~= article then kept[#kept + 1] = each end
  end
  return kept
end

local most, snippets, counted, article = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local known = redis.call('HGET', KEYS[4], article)
local gone = known and string.match(known, '^0:(%d+)$')
if gone and tonumber(gone) >= tonumber(ARGV[5]) then return 0 end
for at = 6, #ARGV, 5 do
  local key = ARGV[at]
  if redis.call('HEXISTS', KEYS[3], key) == 0 then
    local kept = redis.call('HGET', KEYS[2], key)
    local told = kept and cjson.decode(kept) or {type = ARGV[at + 1], name = ARGV[at + 2], articles = {}, snippets = {}}
    if not kept and redis.call('ZCARD', KEYS[1]) >= most then
      redis.call('HDEL', KEYS[2], redis.call('ZPOPMIN', KEYS[1])[1])
    end
    local others = without(told.articles, article)
    if #others == #told.articles then redis.call('ZINCRBY', KEYS[1], 1, key) end
    told.snippets = without(told.snippets, article)
    table.insert(others, 1, article)
    table.insert(told.snippets, 1, {article = article, text = ARGV[at + 3], headline = ARGV[at + 4]})
    told.articles, told.snippets = first(others, counted), first(told.snippets, snippets)
    redis.call('HSET', KEYS[2], key, cjson.encode(told))
  end
end
return 1
