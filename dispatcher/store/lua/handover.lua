-- handover: a call changes hands. ARGV[1] is {now, actor, id, seq, whose, to,
-- token, detail}: whose it was, as the asker knows, and whose it is now; nobody's
-- when that is empty: then it is back on the list, behind those who wait there.
-- The same token asking again gets the same answer.
local id, seq, whose, to, token = arg[3], arg[4], arg[5], arg[6], arg[7]
local c = load(id)
local s = c and slotof(c, seq)
if not s then return pack({'gone', ''}) end
local m, ph = handle(id, seq), s[S_PHASE]
if s[S_WHO] == to and (to == '' and ph == 'l' or to ~= '' and s[S_TOKEN] == token) then return pack({'granted', pack(c)}) end
if s[S_WHO] ~= whose or (ph ~= 'o' and ph ~= 'c') then return pack({'gone', ''}) end
if to == '' and ph == 'c' then return pack({'later', ''}) end -- somebody may have talked: it has to be reported
if to == '' then
  take(OFFERS, m)
  s[S_PHASE], s[S_TOKEN], s[S_WHO], s[S_DUE] = 'l', '', '', now
  enlist(id, c, s)
else
  s[S_TOKEN], s[S_WHO] = token, to
  put(ph == 'o' and OFFERS or CLAIMS, m, token)
end
local image = save(id, c)
event('handed', id, {seq = seq, ch = s[S_CH], detail = arg[8], image = image})
flush()
return pack({'granted', image})
