local id, instead_of, now = argument(), argument(), argument()
local idle, remembered = argument(), argument()
local indexes, row = arguments(), arguments()

if instead_of ~= '' then finish(instead_of, now) end
write(session(id), row)
redis.call('EXPIRE', session(id), remembered)
note_due(id, idle)
for _, index in ipairs(indexes) do
  for _, known in ipairs(redis.call('SMEMBERS', base .. index)) do
    if redis.call('EXISTS', session(known)) == 0 then redis.call('SREM', base .. index, known) end
  end
  redis.call('SADD', base .. index, id)
  redis.call('EXPIRE', base .. index, LONGEST)
end
for _, over in ipairs(redis.call('ZRANGEBYSCORE', base .. 'due', '-inf', '(' .. now, 'LIMIT', 0, 100)) do
  finish(over, now)
end
