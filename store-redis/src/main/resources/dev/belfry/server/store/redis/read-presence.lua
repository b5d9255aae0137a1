-- KEYS: the hash of the asking node, then those of the others (see write-presence)
-- ARGV: rows and bytes up to which they are returned, rows up to which each user is counted once
-- Returns a list for each of the others, users and rows in turn; or one number, of users who are
-- not in the first hash. Of more rows each counts.
local rows = 0
for i = 2, #KEYS do
  rows = rows + math.max(0, redis.call('HLEN', KEYS[i]) - 2)
end
if rows > tonumber(ARGV[3]) then
  return {rows}
end

local found = {}
local bytes = 0
for i = 2, #KEYS do
  local fields = redis.call('HGETALL', KEYS[i])
  local users = {}
  for at = 1, #fields, 2 do
    if string.sub(fields[at], 1, 1) == 'u' then
      users[#users + 1] = string.sub(fields[at], 2)
      users[#users + 1] = fields[at + 1]
      bytes = bytes + #fields[at + 1]
    end
  end
  found[#found + 1] = users
end
if rows <= tonumber(ARGV[1]) and bytes <= tonumber(ARGV[2]) then
  return found
end

local counted = {}
local count = 0
for _, users in ipairs(found) do
  for at = 1, #users, 2 do
    if not counted[users[at]] then
      counted[users[at]] = true
      count = count + 1 - redis.call('HEXISTS', KEYS[1], 'u' .. users[at])
    end
  end
end
return {count}
