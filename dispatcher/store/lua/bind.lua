-- bind: letters on the list are claimed to be printed together. ARGV[1] is {now,
-- actor, mode, token}; an item is {id, seq, rv}. Checked like a claim. The same
-- token asking again gets the same answer. The batch, which was recorded before,
-- answers for its claims: no lease ends them.
local mode, token = arg[3], arg[4]

local function answer(it)
  local id, seq = it[1], it[2]
  local c = load(id)
  local s, i
  if c then s, i = slotof(c, seq) end
  if not s then return 'gone' end
  if s[S_PHASE] == 'c' and s[S_TOKEN] == token then return 'granted' end
  if s[S_PHASE] ~= 'l' or c[REACH] >= REACHED then return 'gone' end
  if c[PV] ~= ctl.pv or (s[S_UNTIL] > 0 and s[S_UNTIL] <= now) then
    count(c, -1)
    drop(id, c, i)
    c[REPLAN] = 1
    count(c, 1)
    save(id, c)
    return 'replan'
  end
  if forbidden(c, s[S_CH]) or ctl.mode ~= mode or s[S_DUE] > now then return 'later' end
  if c[RV] ~= it[3] then return 'reload' end
  local m = handle(id, seq)
  count(c, -1)
  unrank(LIST[s[S_CH]], m)
  put(CLAIMS, m, token)
  s[S_PHASE], s[S_TOKEN], s[S_WHO] = 'c', token, ''
  opentry(c, s, now)
  count(c, 1)
  local image = save(id, c)
  event('bound', id, {seq = seq, ch = s[S_CH], image = image})
  return 'granted'
end

loadall()
local replies = {}
for i, it in ipairs(items) do replies[i] = answer(it) end
flush()
return pack(replies)
