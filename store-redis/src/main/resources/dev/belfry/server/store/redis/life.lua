-- KEYS: those of the nodes, whose server is asked
-- Returns its life (see write-node).
local info = redis.call('INFO', 'replication')
if not string.find(info, 'role:master', 1, true) then
  error('READONLY this server is a replica')
end
return string.match(info, 'master_replid:(%x+)')
