-- KEYS: nodes (sorted set: when each was last heard of), and a hash of each user (node: connections
--   there, when they last became more): first of those that are written, then of those asked about
-- ARGV: the node, how many users are written, and how many connections each of them has
-- Returns, for each user asked about, the connections at other nodes that were heard of within two
-- seconds, and 1 where one of these with a greater name has new ones.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function number(n) return string.format('%.0f', n) end
local node = ARGV[1]
local written = tonumber(ARGV[2])

redis.call('ZADD', KEYS[1], number(now), node)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', number(now - 3600000))
for i = 1, written do
  local key = KEYS[1 + i]
  local count = tonumber(ARGV[2 + i])
  if count == 0 then
    redis.call('HDEL', key, node)
  else
    local before = redis.call('HGET', key, node)
    local raised = number(now)
    if before and tonumber(string.match(before, '^(%d+)')) >= count then
      raised = string.match(before, ' (%d+)$')
    end
    redis.call('HSET', key, node, number(count) .. ' ' .. raised)
    redis.call('PEXPIRE', key, '1800000')
  end
end
local answer = {}
for i = 2 + written, #KEYS do
  local sum = 0
  local leave = 0
  local all = redis.call('HGETALL', KEYS[i])
  for j = 1, #all, 2 do
    local seen = tonumber(redis.call('ZSCORE', KEYS[1], all[j]) or '0')
    if seen < now - 60000 then
      redis.call('HDEL', KEYS[i], all[j])
    elseif all[j] ~= node and seen > now - 2000 then
      sum = sum + tonumber(string.match(all[j + 1], '^(%d+)'))
      if all[j] > node and tonumber(string.match(all[j + 1], ' (%d+)$')) > now - 5000 then
        leave = 1
      end
    end
  end
  answer[#answer + 1] = number(sum)
  answer[#answer + 1] = number(leave)
end
return answer
