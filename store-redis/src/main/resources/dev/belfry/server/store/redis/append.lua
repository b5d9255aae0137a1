-- KEYS: the channel's three; then an idempotency key for each message that has one
-- ARGV: fresh life, count, bytes, age; where to signal; how long idempotency keys are kept;
--   PUBLISH or SPUBLISH; then for each message: the rest of its blob, replace key, time to live or '', the index of its
--   idempotency key or 0, what is kept with that (digest and id)
-- Returns the state, the time, and for each message its offset, or what its key was kept with.
local channel, id = open_to_write(keys, ARGV[1])
local policy = policy_of(2)
local at = now()
local answers = {}
local blobs = {}
for i = 8, #ARGV, 5 do
  local index = tonumber(ARGV[i + 3])
  local before = index > 0 and redis.call('GET', KEYS[index])
  if before then
    answers[#answers + 1] = before
  else
    local message = {rest = ARGV[i], replace = ARGV[i + 1], ttl = ARGV[i + 2]}
    blobs[#blobs + 1] = add(keys, channel, message, at)
    if index > 0 then
      redis.call('SET', KEYS[index], table.concat({ARGV[i + 4], channel.life, number(channel.head),
        padded(at)}, ' '), 'PX', ARGV[6])
    end
    answers[#answers + 1] = channel.head
  end
end
if #blobs > 0 then
  kept(keys, channel, id, policy, at, #blobs)
  signal(ARGV[7], ARGV[5], channel, blobs)
end
return {state(channel), number(at), answers, #blobs}
