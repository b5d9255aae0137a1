-- KEYS: a hash: the last batch as b, the replication id of the server as r, each user's row as u
--   and the user
-- ARGV: batch, how long the hash lasts; users and rows in turn, a row of '' for one who is gone
-- Returns 0 where the batch was written before, or comes after a later one; then nothing changes.
local last = redis.call('HGET', KEYS[1], 'b')
if last and tonumber(last) >= tonumber(ARGV[1]) then
  return 0
end
for i = 3, #ARGV, 2 do
  if ARGV[i + 1] == '' then
    redis.call('HDEL', KEYS[1], 'u' .. ARGV[i])
  else
    redis.call('HSET', KEYS[1], 'u' .. ARGV[i], ARGV[i + 1])
  end
end
local id = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
redis.call('HSET', KEYS[1], 'b', ARGV[1], 'r', id)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
