-- KEYS: the channel's three
-- ARGV: fresh life, count, bytes, age; after, through or '', bytes to read
-- Returns the state, the time, the entries, and the offset that they reach.
local channel, id, known = open(keys, ARGV[1])
local at = now()
if known and trim(keys, channel, policy_of(2), at, 64) then
  save(keys, channel, id)
end
local cursor = tonumber(ARGV[5])
local through = channel.head
if ARGV[6] ~= '' then
  through = math.min(through, tonumber(ARGV[6]))
end
local most = tonumber(ARGV[7])
local read = {}
local bytes = 0
while cursor < through and bytes < most do
  local entries = redis.call('XRANGE', keys.stream, number(cursor + 1) .. '-0',
    number(through) .. '-0', 'COUNT', 32)
  for _, entry in ipairs(entries) do
    if bytes < most then
      read[#read + 1] = {number(offset_of(entry)), entry[2][2]}
      bytes = bytes + data_bytes(entry[2][2])
      cursor = offset_of(entry)
    end
  end
  if #entries < 32 and bytes < most then
    cursor = through
  end
end
return {state(channel), number(at), read, number(math.min(cursor, channel.head))}
