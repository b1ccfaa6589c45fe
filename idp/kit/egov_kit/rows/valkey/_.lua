-- What every script has: KEYS[1] is the beginning of all keys of one module of one tenant.
local base = KEYS[1]
-- Seconds: longer than the longest session with the time that it is remembered.
local LONGEST = 259200
local next_argument = 0

local function argument()
  next_argument = next_argument + 1
  return ARGV[next_argument]
end

-- A count, and then that many arguments.
local function arguments()
  local found = {}
  for i = 1, tonumber(argument()) do found[i] = argument() end
  return found
end

local function write(key, pairs_of)
  if #pairs_of > 0 then redis.call('HSET', key, unpack(pairs_of)) end
end

local function session(id) return base .. 'session:' .. id end

-- A session that is there and has not ended.
local function lives(id) return redis.call('HGET', session(id), 'ended_at') == '' end

local function finish(id, now)
  redis.call('ZREM', base .. 'due', id)
  if not lives(id) then return 0 end
  redis.call('HSET', session(id), 'ended_at', now, 'lease_id', '', 'lease_until', '',
    'access_token', '', 'refresh_token', '', 'id_token', '', 'dpop_key', '')
  return 1
end

-- When it is over by itself: idle too long, or at its end.
local function note_due(id, idle)
  local seen, ends = unpack(redis.call('HMGET', session(id), 'seen_at', 'ends_at'))
  local due = math.min(tonumber(seen) + tonumber(idle), tonumber(ends))
  redis.call('ZADD', base .. 'due', string.format('%.0f', due), id)
  redis.call('EXPIRE', base .. 'due', LONGEST)
end
