-- dial: the claim of a call. ARGV[1] is {now, actor, id, seq, mode}: the actor
-- must hold the offer. Everything is checked again; the attempt is opened.
local id, seq = arg[3], arg[4]
local c = load(id)
local s, i
if c then s, i = slotof(c, seq) end
if not s then return pack({'gone', ''}) end
if s[S_PHASE] == 'c' and s[S_WHO] == actor then return pack({'granted', pack(c)}) end
if s[S_PHASE] ~= 'o' or s[S_WHO] ~= actor or c[REACH] >= REACHED then return pack({'gone', ''}) end
if s[S_UNTIL] > 0 and s[S_UNTIL] <= now then
  drop(id, c, i)
  c[REPLAN] = 1
  save(id, c)
  flush()
  return pack({'replan', ''})
end
if forbidden(c, s[S_CH]) or ctl.mode ~= arg[5] then return pack({'later', ''}) end
local m = handle(id, seq)
count(c, -1)
take(OFFERS, m)
put(CLAIMS, m, s[S_TOKEN])
s[S_PHASE] = 'c'
opentry(c, s, now)
count(c, 1)
local image = save(id, c)
event('dialled', id, {seq = seq, ch = s[S_CH], image = image})
flush()
return pack({'granted', image})
