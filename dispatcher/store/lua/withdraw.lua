#!lua flags=allow-oom
-- withdraw: members are no longer to be told. An item is {id, mask, sealed
-- reason}. What was rendered for the case is void; when nobody is left,
-- everything pending is cancelled.
local replies = {}
for i, it in ipairs(items) do
  local id = it[1]
  local c = load(id)
  local mask = c and band(c[ACTIVE], it[2]) or 0
  if mask == 0 then
    replies[i] = c and 0 or -1
  else
    count(c, -1)
    c[ACTIVE] = c[ACTIVE] - mask
    c[RV] = c[RV] + 1
    if c[ACTIVE] == 0 then
      c[REACH] = WITHDRAWN
      c[BEST] = 0
      c[REPLAN] = 0
      cancel(id, c)
    end
    if it[3] ~= '' then put(NOTES, id .. '.w', it[3]) end
    count(c, 1)
    local image = save(id, c)
    event('withdrawn', id, {image = image, detail = int(mask), sealed = it[3] ~= '' and {it[3]} or {}})
    replies[i] = 1
  end
end
flush()
return pack(replies)
