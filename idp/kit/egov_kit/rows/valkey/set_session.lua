local id, idle, remembered, row = argument(), argument(), argument(), arguments()

if redis.call('EXISTS', session(id)) == 1 then
  write(session(id), row)
  if lives(id) then
    note_due(id, idle)
    redis.call('EXPIRE', session(id), remembered)
  end
end
