-- KEYS: until (sorted set: a node by the end of its lease), state (hash: what nodes say, behind the
--   life during which they said it and a space)
-- ARGV: id, what it says, how long its lease is, how long after its lease a node is removed, the
--   life during which it was last written, or '' where it is written in any case
-- Returns 1 where it was written, else 0; the current life; and what the nodes say whose lease
-- lasts, as far as they said it during this life. A life is that of the server: its replication id changes with a restart and a failover.
local id = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function number(n) return string.format('%.0f', n) end

local ends = redis.call('ZSCORE', KEYS[1], ARGV[1])
local written = 0
if ARGV[5] == '' or (ARGV[5] == id and ends and tonumber(ends) > now) then
  redis.call('ZADD', KEYS[1], number(now + tonumber(ARGV[3])), ARGV[1])
  redis.call('HSET', KEYS[2], ARGV[1], id .. ' ' .. ARGV[2])
  written = 1
end

local dead = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. number(now - tonumber(ARGV[4])))
for _, node in ipairs(dead) do
  redis.call('ZREM', KEYS[1], node)
  redis.call('HDEL', KEYS[2], node)
end
redis.call('PEXPIRE', KEYS[1], 86400000)
redis.call('PEXPIRE', KEYS[2], 86400000)

local found = {}
for _, node in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. number(now), '+inf')) do
  local state = redis.call('HGET', KEYS[2], node)
  if state and string.sub(state, 1, #id + 1) == id .. ' ' then
    found[#found + 1] = node
    found[#found + 1] = string.sub(state, #id + 2)
  end
end
return {written, id, found}
