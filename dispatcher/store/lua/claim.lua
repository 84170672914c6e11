-- claim: the fence before the wire. ARGV[1] is {now, actor, mode}; an item is
-- {id, seq, rv, token, epoch}. The same token asking again gets the same answer.
local mode = arg[3]

local function answer(it)
  local id, seq = it[1], it[2]
  local c = load(id)
  local s, i
  if c then s, i = slotof(c, seq) end
  if not s then return 'gone' end
  if s[S_PHASE] == 'c' and s[S_TOKEN] == it[4] then return 'granted', pack(c) end
  if s[S_PHASE] ~= 'd' or c[REACH] >= REACHED then return 'gone' end
  local m = handle(id, seq)
  if c[PV] ~= ctl.pv or (s[S_UNTIL] > 0 and s[S_UNTIL] <= now) then
    count(c, -1)
    drop(id, c, i)
    c[REPLAN] = 1
    count(c, 1)
    save(id, c)
    return 'replan'
  end
  if forbidden(c, s[S_CH]) or it[5] ~= ctl.epoch or ctl.mode ~= mode or s[S_DUE] > now then
    if call('HEXISTS', LEASED, m) == 1 then take(LEASED, m); rank(TIMER[s[S_CH]], m, s[S_DUE]) end
    return 'later'
  end
  if c[RV] ~= it[3] then return 'reload' end
  count(c, -1)
  take(LEASED, m)
  unrank(TIMER[s[S_CH]], m)
  s[S_PHASE], s[S_TOKEN] = 'c', it[4]
  put(CLAIMS, m, it[4])
  opentry(c, s, now)
  count(c, 1)
  return 'granted', save(id, c)
end

loadall()
local replies = {}
for i, it in ipairs(items) do
  local status, image = answer(it)
  replies[i] = {status, image or ''}
end
flush()
return pack(replies)
