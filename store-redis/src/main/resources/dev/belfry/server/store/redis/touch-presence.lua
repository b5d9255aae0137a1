-- KEYS: a hash (see write-presence)
-- ARGV: how long it lasts from now on
-- Returns 0 where it is gone, or may lack what was written to a server that has failed over since.
local id = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
if redis.call('HGET', KEYS[1], 'r') ~= id then
  return 0
end
return redis.call('PEXPIRE', KEYS[1], ARGV[1])
