-- unhold: a human has looked, and the campaign goes on: what was held for faults
-- of ours is planned again. At most 500 cases a call; answers how many.
local held = call('ZRANGE', HELD, 0, 499)
for _, m in ipairs(held) do
  local id = string.match(m, '^(.*)%.%d+$')
  local c = load(id)
  unrank(HELD, m)
  if c then
    count(c, -1)
    for i = #c[SLOTS], 1, -1 do
      if c[SLOTS][i][S_PHASE] == 'h' then drop(id, c, i) end
    end
    c[SOFT], c[REPLAN] = 0, 1
    count(c, 1)
    save(id, c)
  end
end
flush()
return pack({#held})
