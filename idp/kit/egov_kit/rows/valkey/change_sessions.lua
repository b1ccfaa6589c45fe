-- End, or mark as stale, every session of an index that agrees with all that is asked.
local what, at, only, index, begun_by = argument(), argument(), argument(), argument(), argument()
local asked = arguments()

local function agrees(id)
  for i = 1, #asked, 2 do
    local found = redis.call('HGET', session(id), asked[i])
    -- Only the index of a `sub` holds sessions without a `sid`, which may be of any round.
    local unknown = asked[i] == 'sid' and found == ''
    if found ~= asked[i + 1] and not unknown then return false end
  end
  local begun = redis.call('HGET', session(id), 'created_at')
  return begun_by == '' or (begun and tonumber(begun) <= tonumber(begun_by))
end

local function mark_stale(id)
  if not lives(id) then return 0 end
  redis.call('HSET', session(id), 'claims_at', at)
  redis.call('HINCRBY', session(id), 'version', 1)
  return 1
end

local ids = { only }
if only == '' then ids = redis.call('SMEMBERS', base .. index) end
local changed = 0
for _, id in ipairs(ids) do
  if agrees(id) then
    changed = changed + (what == 'end' and finish(id, at) or what == 'stale' and mark_stale(id))
  end
end
return changed
