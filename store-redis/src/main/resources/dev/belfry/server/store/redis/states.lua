-- KEYS: three for each channel
-- ARGV: fresh lives, one for each channel
-- Returns the states.
local states = {}
for i = 1, #KEYS, 3 do
  local of = {meta = KEYS[i], stream = KEYS[i + 1], replaced = KEYS[i + 2]}
  local channel = open(of, ARGV[(i + 2) / 3])
  states[#states + 1] = state(channel)
end
return states
