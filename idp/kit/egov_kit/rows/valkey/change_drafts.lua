-- Each page has two fields: `about:` who, where to and until when, and `typed:` what was typed.
local what, id, now = argument(), argument(), tonumber(argument())

local function drafts(of) return base .. 'drafts:' .. of end

local function forget(of, page) redis.call('HDEL', drafts(of), 'about:' .. page, 'typed:' .. page) end

-- The drafts of a session that still last, the oldest first; the others go.
local function lasting(of)
  local found, all = {}, redis.call('HGETALL', drafts(of))
  for i = 1, #all, 2 do
    local page = string.match(all[i], '^about:(.*)$')
    if page then
      local about = cjson.decode(all[i + 1])
      if about.ends > now then found[#found + 1] = { page = page, about = about, text = all[i + 1] }
      else forget(of, page) end
    end
  end
  table.sort(found, function(a, b) return a.about.ends < b.about.ends end)
  return found
end

local change = {}

function change.add()
  local page, about, typed = argument(), argument(), argument()
  local most, lasts = tonumber(argument()), argument()
  forget(id, page)
  local kept = lasting(id)
  for i = 1, #kept - (most - 1) do forget(id, kept[i].page) end
  redis.call('HSET', drafts(id), 'about:' .. page, about, 'typed:' .. page, typed)
  redis.call('EXPIRE', drafts(id), lasts)
end

function change.hand_over()
  local heir, staff_id, moved = argument(), argument(), 0
  for _, each in ipairs(lasting(id)) do
    if each.about.staff_id == staff_id then
      local typed = redis.call('HGET', drafts(id), 'typed:' .. each.page)
      redis.call('HSET', drafts(heir), 'about:' .. each.page, each.text, 'typed:' .. each.page, typed)
      moved = moved + 1
    end
  end
  local lasts = redis.call('TTL', drafts(id))
  if moved > 0 then redis.call('EXPIRE', drafts(heir), math.max(lasts, redis.call('TTL', drafts(heir)))) end
  redis.call('DEL', drafts(id))
  return moved
end

function change.drop()
  local action = argument()
  for _, each in ipairs(lasting(id)) do
    if each.about.action == action then forget(id, each.page) end
  end
end

return change[what]()
