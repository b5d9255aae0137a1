-- KEYS: due (sorted set: a member by its time), planned (hash: what is kept of an id), and the
--   idempotency key, where there is one
-- ARGV: id, time, what is kept; what is kept with the idempotency key, how long
-- A member is a number that rises and the id, so that equal times come in the order of scheduling.
-- Returns what the key was kept with before; false where it is new.
local before = KEYS[3] and redis.call('GET', KEYS[3])
if before then
  return before
end
local number = string.format('%013.0f', redis.call('HINCRBY', KEYS[2], '#', 1))
redis.call('ZADD', KEYS[1], ARGV[2], number .. ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], number .. ARGV[3])
if KEYS[3] then
  redis.call('SET', KEYS[3], ARGV[4], 'PX', ARGV[5])
end
return false
