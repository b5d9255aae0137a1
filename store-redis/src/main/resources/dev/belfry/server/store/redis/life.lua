-- KEYS: those of the nodes, whose server is asked
-- Returns its life (see write-node).
return string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
