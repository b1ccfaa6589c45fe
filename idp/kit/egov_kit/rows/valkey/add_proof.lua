local name, lasts = argument(), argument()

if redis.call('SET', base .. 'proof:' .. name, '1', 'EX', lasts, 'NX') then return 1 end
return 0
