-- next: offers the best call to one operator. ARGV[1] is {now, actor, channel,
-- token}, ARGV[2] {bands, languages}: the parts of the list from which the
-- operator may be given somebody, and the languages that count where another one
-- than the audience's is needed, none for any. Of all those parts, who waits
-- longest is offered. The answer is empty when nobody waits, {1} when the script
-- has planned so many again, their hours having passed, that it is called again.
local ch, token, bands = arg[3], arg[4], items[1]
if ctl.state ~= 'running' or ctl.off[ch] then return pack({}) end
local speaks = {}
for _, l in ipairs(items[2]) do speaks[l] = true end
local heads, skipped, passed = {}, {}, 0

-- head finds who waits longest in a band.
local function head(b)
  local low = b * BAND
  local e = call('ZRANGEBYSCORE', LIST[ch], int(low), int(low + now), 'WITHSCORES', 'LIMIT', int(skipped[b] or 0), '1')
  heads[b] = e[1] and {e[1], tonumber(e[2]) - low}
end

local function longest()
  local best
  for _, b in ipairs(bands) do
    if heads[b] and (not best or heads[b][2] < heads[best][2]) then best = b end
  end
  return best
end

for _, b in ipairs(bands) do head(b) end
local b = longest()
while b do
  local m = heads[b][1]
  local id, seq = string.match(m, '^(.*)%.(%d+)$')
  local lang = b % 2 == 1 and language(id) or ''
  local c = load(id)
  local s, i = slotof(c, tonumber(seq))
  if c[PV] ~= ctl.pv or (s[S_UNTIL] > 0 and s[S_UNTIL] <= now) then
    drop(id, c, i)
    c[REPLAN] = 1
    save(id, c)
    passed, skipped[b] = passed + 1, (skipped[b] or 0) + 1 -- it goes with the flush
    if passed == 100 then flush() return pack({1}) end
  elseif lang ~= '' and #items[2] > 0 and not speaks[lang] then
    skipped[b] = (skipped[b] or 0) + 1
  else
    unrank(LIST[ch], m)
    s[S_PHASE], s[S_TOKEN], s[S_WHO] = 'o', token, actor
    put(OFFERS, m, token)
    local image = save(id, c)
    event('offered', id, {seq = s[S_SEQ], ch = ch, image = image})
    flush()
    return pack({id, s[S_SEQ], image, lang})
  end
  head(b)
  b = longest()
end
flush()
return pack({})
