#!lua flags=allow-oom
-- record: the one door for whatever became known about an attempt, from a
-- worker, a provider, the person, an operator. An item is {id, seq, channel,
-- token, at, facts, result, disposition, again, note, v, decision or {}, actor},
-- and for a call perhaps {…, flags, language}.
-- Facts are added always, whatever the version. What follows by the policy is
-- applied only to the state that it was made from; otherwise it is planned later.

local POSITIVE = bor(HANDED, bor(DELIVERED, bor(ACKED, SPOKEN)))

-- close ends a claim with its result.
local function close(id, c, t, i, result, at)
  drop(id, c, i)
  c[REPLAN] = 1
  if band(t[A_FACTS], POSITIVE) ~= 0 and result ~= 'ok' then result = 'ok' end -- the receipt came first
  if result == 'uncertain' and known(t[A_FACTS]) then result = 'permanent' end -- so did the bounce
  if unclear(t[A_FACTS]) then result = 'uncertain' end -- or the word that nobody knows
  t[A_RESULT] = result
  if result == 'uncertain' then
    review(id, c, t)
  elseif NOTRY[result] then
    local _, n = attemptof(c, t[A_SEQ])
    table.remove(c[ATTS], n)
    if result ~= 'not_sent' then c[SOFT] = c[SOFT] + 1; c[SOFTAT] = now end
  else
    c[SOFT] = 0
  end
end

-- settled ends a review by what has come to be known.
local function settled(id, c, t, result)
  if unclear(t[A_FACTS]) then return false end
  if result == '' or result == 'uncertain' then
    if t[A_FACTS] == 0 then return false end
    result = band(t[A_FACTS], POSITIVE) ~= 0 and 'ok' or 'permanent'
  end
  unreview(id, t)
  t[A_RESULT] = result
  c[REPLAN] = 1
  return true
end

-- dropresend cancels a try that was ordered again and is not needed any more.
local function dropresend(id, c, t)
  for i = #c[SLOTS], 1, -1 do
    local s = c[SLOTS][i]
    if s[S_SEQ] ~= t[A_SEQ] and s[S_CH] == t[A_CH] and s[S_STEP] == t[A_STEP] and s[S_TRY] == t[A_TRY]
      and (s[S_PHASE] == 'd' or s[S_PHASE] == 'l') then
      drop(id, c, i)
      c[REPLAN] = 1
    end
  end
end

-- doubt puts an attempt into review because who took it does not know whether it
-- arrived. A further try of the same way that is due already is not made, nor is
-- evidence waited for.
local function doubt(id, c, t)
  for i = #c[SLOTS], 1, -1 do
    local s = c[SLOTS][i]
    local own, way = s[S_SEQ] == t[A_SEQ], s[S_CH] == t[A_CH] and s[S_STEP] == t[A_STEP]
    if (own and s[S_PHASE] == 'w') or (not own and way and (s[S_PHASE] == 'd' or s[S_PHASE] == 'l')) then drop(id, c, i) end
  end
  t[A_RESULT] = 'uncertain'
  if c[REACH] == UNREACHABLE then c[REACH] = INPROGRESS end -- not while a review is open
  review(id, c, t)
end

-- unknown opens an attempt that the store has not seen claimed: an inbound call
-- (seq 0), a call reported without dialling, a receipt that came first.
local function unknown(id, c, it)
  local seq = it[2]
  if seq == 0 then seq = c[SEQ] + 1 end
  if seq > c[SEQ] then c[SEQ] = seq end
  local s, i = slotof(c, seq)
  if s then drop(id, c, i); c[REPLAN] = 1 else s = {seq, it[3], c[STEP], 0, '', 0, 0, 0, '', ''} end
  local t = opentry(c, s, it[5])
  t[A_RESULT] = it[7] ~= '' and it[7] or 'ok'
  return t
end

-- inbound finds a call that the person made to us: it is known by its moment.
local function inbound(c, it)
  for _, t in ipairs(c[ATTS]) do
    if t[A_TRY] == 0 and t[A_CH] == it[3] and t[A_AT] == it[5] then return t end
  end
end

-- notes adds the flags of a call, and the language in which to call from now on.
-- It returns both as the detail of the event.
local FLAGS = {'letter', 'language', 'complaint'}
local function notes(id, c, t, flags, lang)
  if flags > 0 then t[A_FLAGS] = bor(t[A_FLAGS] or 0, flags) end
  if lang ~= '' then
    speak(id, lang)
    for _, s in ipairs(c[SLOTS]) do if s[S_PHASE] == 'l' then enlist(id, c, s) end end
  end
  local named = {}
  for i, n in ipairs(FLAGS) do
    if band(flags, 2 ^ (i - 1)) ~= 0 then table.insert(named, '"' .. n .. '"') end
  end
  return '{"flags":[' .. table.concat(named, ',') .. ']' .. (lang ~= '' and ',"language":"' .. lang .. '"' or '') .. '}'
end

-- work counts what operators have reported, corrections too; it is no part of
-- any case.
local work, last = {}, {}
local function worked(who, disposition)
  local k = who .. '|' .. disposition
  work[k] = (work[k] or 0) + 1
  last[#last + 1] = who .. '|'
  last[#last + 1] = int(now)
end

local function record(it)
  local id, at, facts, result = it[1], it[5], it[6], it[7]
  local c = load(id)
  if not c then return 'unknown', 0, it[2] end
  count(c, -1)
  local v, status, was, over = c[V], 'recorded', c[REACH], false
  local t = it[2] > 0 and attemptof(c, it[2]) or it[2] == 0 and inbound(c, it)
  local flags, detail = it[14] or 0, ''
  local fresh = not t
  if fresh then
    -- A worker's outcome always has an attempt, unless it is repeated after
    -- one that was surely not sent and burnt no try.
    if it[4] ~= '' and facts == 0 then
      count(c, 1)
      return 'duplicate', c[REACH], it[2]
    end
    t = unknown(id, c, it)
  end
  local before = t[A_FACTS]
  t[A_FACTS] = bor(before, facts)
  local grew = t[A_FACTS] ~= before
  local s, i = slotof(c, t[A_SEQ])
  if s and s[S_PHASE] == 'c' and ((it[4] ~= '' and s[S_TOKEN] == it[4]) or it[8] ~= '') then
    close(id, c, t, i, result, at)
  elseif t[A_REVIEW] == 1 then
    if settled(id, c, t, result) then status = 'late' elseif not grew then status = 'duplicate' end
  elseif fresh then
    c[SOFT] = 0
    if it[8] ~= '' then c[REPLAN] = 1 end
    if unclear(t[A_FACTS]) then doubt(id, c, t) end
  elseif grew and band(facts, UNCLEAR) ~= 0 and unclear(t[A_FACTS]) then
    -- A claim that is open comes to this when it is closed; an order to send
    -- again has been given without knowing more.
    if not (s and s[S_PHASE] == 'c') and t[A_RESULT] ~= 'again' then doubt(id, c, t) end
  elseif not grew and not (it[8] ~= '' and (it[8] ~= t[A_DISP] or bor(t[A_FLAGS] or 0, flags) ~= (t[A_FLAGS] or 0))) then
    status = 'duplicate'
  elseif grew and band(facts, bor(BOUNCED, NOTACCEPTED)) ~= 0 then
    if s and s[S_PHASE] == 'w' then drop(id, c, i) end
    c[REPLAN] = 1 -- also when the next try is due already: it may be for the dead address
  end
  if status == 'duplicate' then
    count(c, 1)
    return status, c[REACH], t[A_SEQ]
  end
  if it[8] ~= '' then
    if t[A_DISP] ~= '' and t[A_DISP] ~= it[8] and t[A_CH] == 'call' and t[A_REVIEW] == 0 then -- a correction: the last word counts
      t[A_RESULT] = result
      if band(t[A_FACTS], SPOKEN) ~= 0 and band(facts, SPOKEN) == 0 then t[A_FACTS] = bor(t[A_FACTS], VOID) end
      c[REPLAN] = 1
    end
    t[A_DISP] = it[8]
    worked(it[13], it[8])
  end
  if it[9] > 0 then
    t[A_AGAIN] = it[9]
    if c[REACH] == UNREACHABLE then c[REACH] = INPROGRESS; c[REPLAN] = 1 end -- the promise is kept
  end
  if it[14] then detail = notes(id, c, t, flags, it[15]) end
  t[A_LAST] = now
  if it[10] ~= '' then put(NOTES, handle(id, t[A_SEQ]), it[10]) end
  if grew and band(facts, POSITIVE) ~= 0 and not unclear(t[A_FACTS]) then dropresend(id, c, t) end
  settle(id, c)
  if c[REACH] < REACHED and #it[12] > 0 then
    if it[11] == v then over = apply(id, c, it[12]) elseif status == 'recorded' then status = 'stale'; c[REPLAN] = 1 end
  end
  count(c, 1)
  local image = save(id, c)
  event('recorded', id, {at = at, actor = it[13], seq = t[A_SEQ], ch = t[A_CH], result = result, facts = facts, disp = it[8],
    detail = detail, image = image, sealed = it[10] ~= '' and {it[10]} or {}})
  if over then event('over', id, {image = image}) end
  return status, c[REACH], t[A_SEQ]
end

loadall()
local replies = {}
for i, it in ipairs(items) do
  local status, reach, seq = record(it)
  replies[i] = {status, reach, seq}
end
addto(DESK, '', work)
inpieces('HSET', DESK, last)
flush()
return pack(replies)
