-- list: a contact that people make goes on their list. ARGV[1] is {now, actor,
-- mode}; an item is {id, seq, rv, epoch, language}. Checked like a claim; no attempt is
-- opened, so nothing is in doubt until an operator dials.
local mode = arg[3]

local function answer(it)
  local id, seq = it[1], it[2]
  local c = load(id)
  local s, i
  if c then s, i = slotof(c, seq) end
  if not s or s[S_PHASE] ~= 'd' or c[REACH] >= REACHED then return 'gone' end
  local m = handle(id, seq)
  if c[PV] ~= ctl.pv or (s[S_UNTIL] > 0 and s[S_UNTIL] <= now) then
    drop(id, c, i)
    c[REPLAN] = 1
    save(id, c)
    return 'replan'
  end
  if forbidden(c, s[S_CH]) or it[4] ~= ctl.epoch or ctl.mode ~= mode or s[S_DUE] > now then
    if call('HEXISTS', LEASED, m) == 1 then take(LEASED, m); rank(TIMER[s[S_CH]], m, s[S_DUE]) end
    return 'later'
  end
  if c[RV] ~= it[3] then return 'reload' end
  take(LEASED, m)
  unrank(TIMER[s[S_CH]], m)
  s[S_PHASE] = 'l'
  if it[5] ~= '' and language(id) == '' then speak(id, it[5]) end
  enlist(id, c, s)
  save(id, c)
  return 'granted'
end

loadall()
local replies = {}
for i, it in ipairs(items) do replies[i] = answer(it) end
flush()
return pack(replies)
