-- KEYS: state (hash: id, version), users (hash: when a user was told to go, and when that is
--   forgotten), order (sorted set: users by version)
-- ARGV: an id, should there be no state yet; how long this is kept; then a user and a time, and so
--   on. A later time that is there already stays.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function number(n) return string.format('%.0f', n) end

redis.call('HSETNX', KEYS[1], 'id', ARGV[1])
local until_millis = number(now + tonumber(ARGV[2]))
for i = 3, #ARGV, 2 do
  local user = ARGV[i]
  local before = redis.call('HGET', KEYS[2], user)
  local millis = tonumber(ARGV[i + 1])
  if before then
    millis = math.max(millis, tonumber(string.match(before, '^(%d+)')))
  end
  local version = redis.call('HINCRBY', KEYS[1], 'version', 1)
  redis.call('HSET', KEYS[2], user, number(millis) .. ' ' .. until_millis)
  redis.call('ZADD', KEYS[3], version, user)
end
for _, user in ipairs(redis.call('ZRANGE', KEYS[3], 0, 15)) do
  local kept = redis.call('HGET', KEYS[2], user)
  if not kept or tonumber(string.match(kept, ' (%d+)$')) < now then
    redis.call('HDEL', KEYS[2], user)
    redis.call('ZREM', KEYS[3], user)
  end
end
return redis.call('HGET', KEYS[1], 'version')
