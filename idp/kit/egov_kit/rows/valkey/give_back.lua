local id, lease, idle, claims_at, version = argument(), argument(), argument(), argument(), argument()
local counted, row = arguments(), arguments()

if redis.call('HGET', session(id), 'lease_id') ~= lease or not lives(id) then return end
if claims_at ~= '' and redis.call('HGET', session(id), 'version') == version then
  redis.call('HSET', session(id), 'claims_at', claims_at)
end
for _, counter in ipairs(counted) do redis.call('HINCRBY', session(id), counter, 1) end
write(session(id), row)
redis.call('HSET', session(id), 'lease_id', '', 'lease_until', '')
note_due(id, idle)
