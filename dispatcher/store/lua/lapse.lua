-- lapse: offers that nobody dialled go back to the list. An item is {id, seq,
-- token}; the observer has seen the same one open for longer than a lease.
local n = 0
for _, it in ipairs(items) do
  local id = it[1]
  local c = load(id)
  local s = c and slotof(c, it[2])
  if s and s[S_PHASE] == 'o' and s[S_TOKEN] == it[3] then
    local m = handle(id, it[2])
    take(OFFERS, m)
    s[S_PHASE], s[S_TOKEN], s[S_WHO] = 'l', '', ''
    enlist(id, c, s)
    save(id, c)
    n = n + 1
  elseif not s then
    take(OFFERS, handle(id, it[2]))
  end
end
flush()
return pack({n})
