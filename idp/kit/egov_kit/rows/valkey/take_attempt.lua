local name, id, browser, now = argument(), argument(), argument(), argument()
local key = base .. 'attempt:' .. name

local found = redis.call('HMGET', key, 'id', 'browser', 'expires_at')
if found[1] ~= id or found[2] ~= browser or tonumber(found[3]) <= tonumber(now) then return {} end
local row = redis.call('HGETALL', key)
redis.call('DEL', key)
redis.call('ZREM', base .. 'attempts', name)
return row
