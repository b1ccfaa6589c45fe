local id, lease, now, till, unchanged = argument(), argument(), argument(), argument(), arguments()

if not lives(id) then return 0 end
local taken = redis.call('HGET', session(id), 'lease_until')
if taken and taken ~= '' and tonumber(taken) > tonumber(now) then return 0 end
for i = 1, #unchanged, 2 do
  if redis.call('HGET', session(id), unchanged[i]) ~= unchanged[i + 1] then return 0 end
end
redis.call('HSET', session(id), 'lease_id', lease, 'lease_until', till)
return 1
