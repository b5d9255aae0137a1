-- KEYS: as of disconnect
-- ARGV: the life of the last read, its version, how many users at most
-- Returns the life, the version, and then a user, a time and a version, and so on: those after the
-- version asked for, or all where the life is another one. The life names the state, which is gone
-- where the server was emptied, and the server's replication id, which is another one where it has
-- restarted or failed over.
local id = redis.call('HGET', KEYS[1], 'id') or ''
local version = tonumber(redis.call('HGET', KEYS[1], 'version') or '0')
local info = redis.call('INFO', 'replication')
if not string.find(info, 'role:master', 1, true) then
  error('READONLY this server is a replica')
end
local replication = string.match(info, 'master_replid:(%x+)')
local life = replication .. ' ' .. id
local after = tonumber(ARGV[2])
if life ~= ARGV[1] or after > version then
  after = 0
end
local answer = {life, string.format('%.0f', version)}
local users = redis.call('ZRANGEBYSCORE', KEYS[3], '(' .. string.format('%.0f', after), '+inf',
  'WITHSCORES', 'LIMIT', 0, ARGV[3])
for i = 1, #users, 2 do
  local kept = redis.call('HGET', KEYS[2], users[i])
  if kept then
    answer[#answer + 1] = users[i]
    answer[#answer + 1] = string.match(kept, '^(%d+)')
    answer[#answer + 1] = users[i + 1]
  end
end
return answer
