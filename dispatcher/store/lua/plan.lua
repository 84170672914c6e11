-- plan: applies decisions of the policy, each to the very state that it was
-- made from. An item is {id, v, decision}; a case that has moved on stays
-- marked, and is planned again.
loadall()
local replies = {}
for i, it in ipairs(items) do
  local id = it[1]
  local c = load(id)
  if not c or c[V] ~= it[2] or c[REACH] >= REACHED then
    replies[i] = 0
    if c and c[REACH] >= REACHED then unrank(PLAN, id) end
  else
    count(c, -1)
    local over = apply(id, c, it[3])
    count(c, 1)
    local image = save(id, c)
    if over then event('over', id, {image = image}) end
    replies[i] = 1
  end
end
flush()
return pack(replies)
