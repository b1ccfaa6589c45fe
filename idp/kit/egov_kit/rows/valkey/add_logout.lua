local order, came_at, lasts, meanings = argument(), argument(), argument(), arguments()

local first = redis.call('GET', base .. 'order:' .. order)
if first then return first end
redis.call('SET', base .. 'order:' .. order, came_at, 'EX', lasts)
for _, means in ipairs(meanings) do
  local before = redis.call('GET', base .. 'logout:' .. means)
  if not before or tonumber(before) < tonumber(came_at) then
    redis.call('SET', base .. 'logout:' .. means, came_at, 'EX', lasts)
  end
end
return came_at
