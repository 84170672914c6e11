#!lua flags=allow-oom
-- expire: a claim that nobody closed. An item is {id, seq, token}; the observer
-- has seen the same one open for longer than a lease by its own clock. Known
-- facts settle it; otherwise a human does. It never goes back to due.
local n = 0
for _, it in ipairs(items) do
  local id = it[1]
  local c = load(id)
  local s, i
  if c then s, i = slotof(c, it[2]) end
  if s and s[S_PHASE] == 'c' and s[S_TOKEN] == it[3] then
    count(c, -1)
    drop(id, c, i)
    local t = attemptof(c, it[2])
    c[REPLAN] = 1
    if known(t[A_FACTS]) then
      t[A_RESULT] = band(t[A_FACTS], BOUNCED) ~= 0 and 'permanent' or 'ok'
    else
      t[A_RESULT] = 'uncertain'
      review(id, c, t)
    end
    t[A_LAST] = now
    settle(id, c)
    count(c, 1)
    local image = save(id, c)
    event('expired', id, {seq = it[2], ch = t[A_CH], result = t[A_RESULT], image = image})
    n = n + 1
  elseif not s then
    take(CLAIMS, handle(id, it[2]))
  end
end
flush()
return pack({n})
