-- KEYS: the channel's three
-- ARGV: fresh life; the head as the reader knows it; 'count' or 'age'; so many, or milliseconds
-- Returns the offset before the newest so many messages, or before the first that is no older.
local channel = open(keys, ARGV[1])
local at = now()
local head = tonumber(ARGV[2])
if ARGV[3] == 'count' then
  local left = tonumber(ARGV[4])
  local up = head
  while left > 0 do
    local entries = redis.call('XREVRANGE', keys.stream, number(up) .. '-0', '-', 'COUNT', 256)
    if #entries == 0 then
      return number(channel.lost)
    end
    for _, entry in ipairs(entries) do
      local expires = tonumber(string.sub(entry[2][2], 14, 26))
      if expires == 0 or expires > at then
        left = left - 1
      end
      up = offset_of(entry) - 1
      if left == 0 then
        return number(up)
      end
    end
  end
  return number(up)
end
local oldest = at - tonumber(ARGV[4])
local low = channel.lost
local high = head
while low < high do -- the messages past `high` are young, those up to `low` are old
  local middle = math.floor((low + high) / 2)
  local entry = redis.call('XRANGE', keys.stream, number(middle + 1) .. '-0', number(high) .. '-0',
    'COUNT', 1)[1]
  if not entry then
    high = middle
  elseif time_of(entry[2][2]) >= oldest then
    high = middle
  else
    low = offset_of(entry)
  end
end
return number(high)
