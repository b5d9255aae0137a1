-- KEYS: due (sorted set: a member by its time), planned (hash: what is kept of an id), and the
--   idempotency key, where there is one
-- ARGV: id, time, what is kept, how many may be planned here; what is kept with the idempotency
--   key, how long
-- A member is a number that rises and the id, so that equal times come in the order of scheduling.
-- Returns what the key was kept with before, `full` where too many are planned, false where it is
-- done.
local before = KEYS[3] and redis.call('GET', KEYS[3])
if before then
  return before
end
if redis.call('HLEN', KEYS[2]) > tonumber(ARGV[4]) then
  return 'full'
end
local number = string.format('%013.0f', redis.call('HINCRBY', KEYS[2], '#', 1))
redis.call('ZADD', KEYS[1], ARGV[2], number .. ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], number .. ARGV[3])
if KEYS[3] then
  redis.call('SET', KEYS[3], ARGV[5], 'PX', ARGV[6])
end
return false
