-- KEYS: due, planned; and the idempotency key, where there is one
-- ARGV: id
-- Returns 1 where it was planned.
local kept = redis.call('HGET', KEYS[2], ARGV[1])
if not kept then
  return 0
end
redis.call('ZREM', KEYS[1], string.sub(kept, 1, 13) .. ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
if KEYS[3] then
  redis.call('DEL', KEYS[3])
end
return 1
