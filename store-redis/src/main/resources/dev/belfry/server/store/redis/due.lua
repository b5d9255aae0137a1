-- KEYS: the channel's three, due, planned; then the idempotency keys of those that have one
-- ARGV: fresh life, count, bytes, age; where to signal; how long idempotency keys are kept;
--   PUBLISH or SPUBLISH; then for each message that is due: its id, the rest of its blob, replace key, when it expires
--   or '', the index of its idempotency key or 0, what is kept with that (digest and id)
-- Appends those that are still planned, and takes them out. Whoever runs it second does nothing.
local channel, id = open_to_write(keys, ARGV[1])
local at = now()
local blobs = {}
for i = 8, #ARGV, 6 do
  local plan = redis.call('HGET', KEYS[5], ARGV[i])
  if plan then
    redis.call('ZREM', KEYS[4], string.sub(plan, 1, 13) .. ARGV[i])
    redis.call('HDEL', KEYS[5], ARGV[i])
    local ttl = ARGV[i + 3] == '' and '' or number(math.max(0, tonumber(ARGV[i + 3]) - at))
    blobs[#blobs + 1] = add(keys, channel,
      {rest = ARGV[i + 1], replace = ARGV[i + 2], ttl = ttl}, at)
    local index = tonumber(ARGV[i + 4])
    if index > 0 then
      redis.call('SET', KEYS[index], table.concat({ARGV[i + 5], channel.life, number(channel.head),
        padded(at)}, ' '), 'PX', ARGV[6])
    end
  end
end
if #blobs > 0 then
  kept(keys, channel, id, policy_of(2), at, #blobs)
  signal(ARGV[7], ARGV[5], channel, blobs)
end
return #blobs
