-- next: offers the best call to one operator. ARGV[1] is {now, actor, channel,
-- audience or -1, token}. Entries whose hours have passed are planned again.
local ch, audience, token = arg[3], arg[4], arg[5]
if ctl.state ~= 'running' or ctl.off[ch] then return pack({}) end
local from = 0
while true do
  local page = call('ZRANGE', LIST[ch], from, from + 99)
  if #page == 0 then flush() return pack({}) end
  for _, m in ipairs(page) do
    local id, seq = string.match(m, '^(.*)%.(%d+)$')
    local c = load(id)
    local s, i = slotof(c, tonumber(seq))
    if c[PV] ~= ctl.pv or (s[S_UNTIL] > 0 and s[S_UNTIL] <= now) then
      drop(id, c, i)
      c[REPLAN] = 1
      save(id, c)
    elseif (audience < 0 or c[AUD] == audience) and s[S_DUE] <= now then
      unrank(LIST[ch], m)
      s[S_PHASE], s[S_TOKEN], s[S_WHO] = 'o', token, actor
      put(OFFERS, m, token)
      local image = save(id, c)
      event('offered', id, {seq = s[S_SEQ], ch = ch, image = image})
      flush()
      return pack({id, s[S_SEQ], pack(c), ctl.inc})
    end
  end
  from = from + 100
end
