local id, now, ends, lasts = argument(), argument(), argument(), argument()
local per_browser, in_all = tonumber(argument()), tonumber(argument())
local names, row = arguments(), arguments()
local all = base .. 'attempts'

local function drop(found)
  for _, each in ipairs(found) do
    redis.call('ZREM', all, each)
    redis.call('DEL', base .. 'attempt:' .. each)
  end
end

drop(redis.call('ZRANGEBYSCORE', all, '-inf', now, 'LIMIT', 0, 1000))
local too_many = redis.call('ZCARD', all) - (in_all - 1)
if too_many > 0 then drop(redis.call('ZRANGE', all, 0, too_many - 1)) end

local known, over = {}, {}
for _, name in ipairs(names) do
  local score = redis.call('ZSCORE', all, name)
  if score then known[#known + 1] = { name = name, ends = tonumber(score) }
  else over[#over + 1] = name end
end
table.sort(known, function(a, b) return a.ends < b.ends end)
for i = 1, #known - (per_browser - 1) do over[#over + 1] = known[i].name end
drop(over)

write(base .. 'attempt:' .. id, row)
redis.call('EXPIRE', base .. 'attempt:' .. id, lasts)
redis.call('ZADD', all, ends, id)
redis.call('EXPIRE', all, lasts)
return over
