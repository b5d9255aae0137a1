-- KEYS: due, planned
-- ARGV: how many at most
-- Returns what is kept of those whose time has come, in its order: each with its id.
local time = redis.call('TIME')
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf',
  string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)), 'LIMIT', 0, ARGV[1])
local plans = {}
for _, member in ipairs(due) do
  local id = string.sub(member, 14)
  local plan = redis.call('HGET', KEYS[2], id)
  if plan then
    plans[#plans + 1] = {id, string.sub(plan, 14)}
  else
    redis.call('ZREM', KEYS[1], member)
  end
end
return plans
