-- One channel. It has three keys, all in one slot:
--   meta      hash: life, previous, base, head, lost, bytes, and the replication id of the server
--   stream    entry OFFSET-0 with the field m, a message (see Blob in Java)
--   replaced  hash: a replace key, and the offset of the message that has it
-- A life is what Belfry calls an epoch. Where the server's replication id is another one than when
-- the channel was last touched, the server has restarted or failed over: what is here has survived,
-- and a new life begins.

local function number(n) return string.format('%.0f', n) end

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- What a replica has may be old, and who asks it is to look for the master.
local function replication()
  local info = redis.call('INFO', 'replication')
  if not string.find(info, 'role:master', 1, true) then
    error('READONLY this server is a replica')
  end
  return string.match(info, 'master_replid:(%x+)')
end

-- A channel that has no meta yet is of a life that ends with its first message, and is the same
-- for all servers: who has heard nothing is told of no gap when a server starts anew.
local function unwritten()
  return {life = '0', previous = '', base = 0, head = 0, lost = 0, bytes = 0}
end

local function save(keys, channel, id)
  redis.call('HSET', keys.meta, 'life', channel.life, 'previous', channel.previous,
    'base', number(channel.base), 'head', number(channel.head), 'lost', number(channel.lost),
    'bytes', number(channel.bytes), 'replication', id)
end

-- Reads how the channel stands. `fresh` names a life that may begin now.
local function open(keys, fresh)
  local id = replication()
  local m = redis.call('HMGET', keys.meta, 'life', 'previous', 'base', 'head', 'lost', 'bytes',
    'replication')
  if not m[1] then
    return unwritten(), id, false
  end
  local channel = {life = m[1], previous = m[2], base = tonumber(m[3]), head = tonumber(m[4]),
    lost = tonumber(m[5]), bytes = tonumber(m[6])}
  local changed = false
  if m[7] ~= id then
    channel.previous = channel.life
    channel.life = fresh
    channel.base = channel.head
    changed = true
  end
  if channel.head > channel.lost and redis.call('EXISTS', keys.stream) == 0 then
    channel.lost = channel.head
    channel.bytes = 0
    changed = true
  end
  if changed then
    save(keys, channel, id)
  end
  return channel, id, true
end

local MESSAGE_BYTES = 200
local HEAD_BYTES = 79

local function data_bytes(blob)
  return #blob - HEAD_BYTES - 4 - tonumber(string.sub(blob, HEAD_BYTES + 1, HEAD_BYTES + 4))
end

local function cost(blob) return data_bytes(blob) + MESSAGE_BYTES end

local function time_of(blob) return tonumber(string.sub(blob, 1, 13)) end

local function replace_key_of(blob)
  return string.sub(blob, HEAD_BYTES + 5, HEAD_BYTES + 4 + tonumber(string.sub(blob, HEAD_BYTES + 1, HEAD_BYTES + 4)))
end

local function offset_of(entry) return tonumber(string.match(entry[1], '^(%d+)')) end

-- Drops what the policy does not keep, oldest first, some at a time.
local function trim(keys, channel, policy, at, most)
  local length = redis.call('XLEN', keys.stream)
  local from = '-'
  local read = 1 -- mostly there is nothing to drop, or one for one that came
  local lost = channel.lost
  while length > 0 and most > 0 do
    local oldest = redis.call('XRANGE', keys.stream, from, '+', 'COUNT', read)
    for _, entry in ipairs(oldest) do
      local blob = entry[2][2]
      if most == 0 or (length <= policy.count and channel.bytes <= policy.bytes
          and time_of(blob) >= at - policy.age) then
        most = 0
        break
      end
      local offset = offset_of(entry)
      local key = replace_key_of(blob)
      if key ~= '' and redis.call('HGET', keys.replaced, key) == number(offset) then
        redis.call('HDEL', keys.replaced, key)
      end
      lost = offset
      channel.bytes = channel.bytes - cost(blob)
      length = length - 1
      most = most - 1
    end
    from = number(lost + 1) .. '-0'
    read = math.min(16, read * 4)
  end
  if lost == channel.lost then
    return false
  end
  redis.call('XTRIM', keys.stream, 'MINID', number(lost + 1) .. '-0')
  channel.lost = lost
  return true
end

local function state(channel)
  return {channel.life, channel.previous, number(channel.base), number(channel.lost),
    number(channel.head)}
end

local function padded(n) return string.format('%013.0f', n) end

-- Appends one message. `message` has rest (what of the blob follows on the times), replace, ttl.
local function add(keys, channel, message, at)
  channel.head = channel.head + 1
  local expires = message.ttl == '' and 0 or at + tonumber(message.ttl)
  local blob = padded(at) .. padded(expires) .. message.rest
  if message.replace ~= '' then
    local before = redis.call('HGET', keys.replaced, message.replace)
    if before then
      local entry = redis.call('XRANGE', keys.stream, before .. '-0', before .. '-0')[1]
      if entry then
        channel.bytes = channel.bytes - cost(entry[2][2])
        redis.call('XDEL', keys.stream, entry[1])
      end
    end
    redis.call('HSET', keys.replaced, message.replace, number(channel.head))
  end
  redis.call('XADD', keys.stream, number(channel.head) .. '-0', 'm', blob)
  channel.bytes = channel.bytes + cost(blob)
  return blob
end

-- Begins the first life of a channel, or goes on in the one that it has.
local function open_to_write(keys, fresh)
  local channel, id, known = open(keys, fresh)
  if not known then
    redis.call('DEL', keys.stream, keys.replaced)
    channel.previous = channel.life
    channel.life = fresh
  end
  return channel, id
end

local function kept(keys, channel, id, policy, at, appended)
  trim(keys, channel, policy, at, appended + 16)
  save(keys, channel, id)
  redis.call('PEXPIRE', keys.meta, number(policy.age + 86400000))
  redis.call('PEXPIRE', keys.stream, number(policy.age + 1000))
  redis.call('PEXPIRE', keys.replaced, number(policy.age + 1000))
end

local function piece(text) return struct.pack('>I4', #text) .. text end

-- Tells the nodes. Large messages are left out: who wants them reads them. Servers before 7.0 have no
-- SPUBLISH; there nodes subscribe at the same server by the other way.
local function signal(publish, to, channel, blobs)
  local parts = {}
  for _, field in ipairs(state(channel)) do
    parts[#parts + 1] = piece(field)
  end
  local bytes = 0
  for _, blob in ipairs(blobs) do
    bytes = bytes + #blob
  end
  if bytes <= 65536 then
    for _, blob in ipairs(blobs) do
      parts[#parts + 1] = piece(blob)
    end
  end
  redis.call(redis.REDIS_VERSION_NUM and publish or 'PUBLISH', to, table.concat(parts))
end

local function policy_of(first)
  return {count = tonumber(ARGV[first]), bytes = tonumber(ARGV[first + 1]),
    age = tonumber(ARGV[first + 2])}
end

local keys = {meta = KEYS[1], stream = KEYS[2], replaced = KEYS[3]}
