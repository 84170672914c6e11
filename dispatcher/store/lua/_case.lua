-- What every script of a shard shares; it is put in front of each of them.
--
-- A script is called with the shard's keys in the order of keys.go, ARGV[1] =
-- msgpack {now, actor}, ARGV[2] = msgpack list of items. It checks everything
-- first and writes last, looks at no clock, touches one shard, and leaves every
-- case that is not at its end with a handle: a timer, a lease, a list, an
-- offer, a claim, a review or held.
--
-- Cases, handles and counters are not written one by one: put, take, rank and
-- unrank gather what is to be written, and flush, at the end of every script,
-- writes it with one command a key. load sees what was saved in the same call;
-- whoever reads a handle with call sees what was there before it.

local CTL, CASES, SEALED, COUNTS, MINUTES, OUTBOX = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local LEASED, CLAIMS, REVIEW, HELD, OFFERS, PLAN, NOTES, JOURNAL, FIND, LANGS, DESK =
  KEYS[7], KEYS[8], KEYS[9], KEYS[10], KEYS[11], KEYS[12], KEYS[13], KEYS[14], KEYS[15], KEYS[16], KEYS[17]
local TIMER = {email = KEYS[18], sms = KEYS[20], call = KEYS[22], letter = KEYS[24], hand = KEYS[26]}
local LIST = {email = KEYS[19], sms = KEYS[21], call = KEYS[23], letter = KEYS[25], hand = KEYS[27]}

-- A case, a slot and an attempt are lists; codec.go reads the same positions.
local V, RV, PV, AUD, WAVE, REACH, STEP, SINCE, MEMBERS, ACTIVE, SEQ, SOFT, SOFTAT, REPLAN, CONTACTS, SLOTS, ATTS, BEST =
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18
local S_SEQ, S_CH, S_STEP, S_TRY, S_PHASE, S_DUE, S_UNTIL, S_CONTACT, S_TOKEN, S_WHO = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
local A_SEQ, A_CH, A_STEP, A_TRY, A_CONTACT, A_AT, A_FACTS, A_RESULT, A_REVIEW, A_DISP, A_LAST, A_AGAIN, A_FLAGS =
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 -- the flags are there only where there are some

local PENDING, INPROGRESS, REACHED, UNREACHABLE, WITHDRAWN = 0, 1, 2, 3, 4
local HANDED, DELIVERED, BOUNCED, ACKED, SPOKEN, NOTACCEPTED, VOID, UNCLEAR, TAKEN = 1, 2, 4, 8, 16, 32, 64, 128, 256
local UNLAUNCHED = 9e15 -- score, plus the wave, of a case whose wave nobody has launched

local call, band, bor = redis.call, bit.band, bit.bor
local pack, unpackmsg = cmsgpack.pack, cmsgpack.unpack

local arg = unpackmsg(ARGV[1])
local items = ARGV[2] and unpackmsg(ARGV[2]) or {}

local function int(n) return string.format('%d', n) end

local ctl
do
  local h = call('HMGET', CTL, 'state', 'epoch', 'mode', 'pv', 'hwm', 'eseq', 'need', 'off', 'wave', 'lease', 'inc')
  ctl = {state = h[1] or 'draft', epoch = tonumber(h[2] or 0), mode = h[3] or '', pv = tonumber(h[4] or 0),
    hwm = tonumber(h[5] or 0), eseq = tonumber(h[6] or 0), need = h[7] and unpackmsg(h[7]) or {},
    off = h[8] and unpackmsg(h[8]) or {}, wave = tonumber(h[9] or 0), lease = tonumber(h[10] or 0),
    inc = tonumber(h[11] or 1)}
end
-- Plan time never goes backwards in a shard.
local now, actor = math.max(arg[1], ctl.hwm), arg[2]
local firstevent = ctl.eseq

-- What is to be written: a key's fields, or members with their scores; false
-- where one goes.
local fields, ranks = {}, {}
local function gathered(all, key)
  local t = all[key]
  if not t then t = {}; all[key] = t end
  return t
end
local function put(key, f, value) gathered(fields, key)[f] = value end
local function take(key, f) gathered(fields, key)[f] = false end
local function rank(key, m, score) gathered(ranks, key)[m] = score end
local function unrank(key, m) gathered(ranks, key)[m] = false end

-- inpieces calls a command with arguments that may be too many for one call.
local function inpieces(cmd, key, args)
  for first = 1, #args, 2000 do call(cmd, key, unpack(args, first, math.min(first + 1999, #args))) end
end

local cases = {} -- those that this call has read; false: not there
local function load(id)
  local c = cases[id]
  if c == nil then
    local p = call('HGET', CASES, id)
    c = p and unpackmsg(p)
    cases[id] = c
  end
  return c
end

-- loadall reads the cases of all items together.
local function loadall()
  for first = 1, #items, 1000 do
    local ids = {}
    for i = first, math.min(first + 999, #items) do ids[#ids + 1] = items[i][1] end
    for i, p in ipairs(call('HMGET', CASES, unpack(ids))) do cases[ids[i]] = p and unpackmsg(p) end
  end
end

local function handle(id, seq) return id .. '.' .. seq end

local function slotof(c, seq)
  for i, s in ipairs(c[SLOTS]) do if s[S_SEQ] == seq then return s, i end end
end

local function attemptof(c, seq)
  for i, a in ipairs(c[ATTS]) do if a[A_SEQ] == seq then return a, i end end
end

-- unclear: who took it says that nobody knows whether it arrived, and nothing
-- else is known that would tell. known: something is.
local OUTSPOKEN = bor(DELIVERED, BOUNCED, ACKED, SPOKEN, NOTACCEPTED, VOID, TAKEN)
local function unclear(f) return band(f, UNCLEAR) ~= 0 and band(f, OUTSPOKEN) == 0 end
local function known(f) return f ~= 0 and not unclear(f) end

local function grade(f)
  if band(f, VOID) ~= 0 then return 0 end
  if band(f, SPOKEN) ~= 0 then return 4 end
  if band(f, ACKED) ~= 0 then return 3 end
  if band(f, BOUNCED) ~= 0 then return 0 end
  if band(f, DELIVERED) ~= 0 then return 2 end
  if band(f, HANDED) ~= 0 and band(f, NOTACCEPTED) == 0 and not unclear(f) then return 1 end
  return 0
end

local NOTRY = {again = true, not_sent = true, throttled = true, technical = true}

-- The counters. A case's share in them is a function of the case, so they
-- cannot drift: count(c, -1) before a change, count(c, 1) after it.
local function people(mask)
  local n = 0
  while mask > 0 do n = n + mask % 2; mask = math.floor(mask / 2) end
  return n
end

local function shareof(c)
  local share = {}
  local function add(k, n) share[k] = (share[k] or 0) + n end
  local a, all, r = c[AUD] .. '|', c[MEMBERS], c[REACH]
  local active = c[ACTIVE] == 1 and 1 or people(c[ACTIVE])
  add(a .. 't', all)
  add(a .. 'T', 1)
  add(a .. 's' .. r, active)
  add(a .. 'S' .. r, 1)
  if all > active then add(a .. 's4', all - active) end
  local tries, review, seen = 0, 0, {}
  for _, t in ipairs(c[ATTS]) do
    local b = a .. 'c' .. t[A_CH] .. '|'
    if not NOTRY[t[A_RESULT]] then
      tries = tries + 1
      add(b .. 'n', 1)
      if not seen[b] then seen[b] = true; add(b .. 'a', all) end
      if t[A_SEQ] == c[BEST] then add(b .. 'r', active) end
    end
    if t[A_REVIEW] == 1 then review = review + 1; add(b .. 'v', 1) end
  end
  if tries > 0 then add(a .. 'a', all) end
  if review > 0 then add(a .. 'v', all) end
  if r == REACHED then add(a .. 'n' .. tries .. '|r', active)
  elseif r < REACHED then add(a .. 'n' .. (tries + 1) .. '|w', active) end
  return share
end

-- Cases of one kind have equal shares, and most of a call are of a few kinds;
-- those with several attempts are a kind each.
local kinds, known1 = {}, {}
local function newkind(c)
  local k = {n = 0, share = shareof(c)}
  kinds[#kinds + 1] = k
  return k
end

-- attempt1 is where the kinds of cases with this one attempt stand.
local function attempt1(t, best)
  local bychannel = gathered(known1, t and t[A_CH] or '')
  if not t then return bychannel end
  local flags = (t[A_SEQ] == best and 2 or 0) + t[A_REVIEW]
  return gathered(gathered(bychannel, t[A_RESULT]), flags)
end

local function count(c, sign)
  local kind
  if #c[ATTS] > 1 then kind = newkind(c)
  else
    local of = attempt1(c[ATTS][1], c[BEST])
    local number = ((c[AUD] * 8 + c[REACH]) * 64 + c[MEMBERS]) * 2 ^ 32 + c[ACTIVE]
    kind = of[number]
    if not kind then kind = newkind(c); of[number] = kind end
  end
  kind.n = kind.n + sign
end

-- tally counts what is no case's share: the people of a wave. It goes with the
-- flush.
local tallied = {}
local function tally(k, n) tallied[k] = (tallied[k] or 0) + n end

-- addto adds to counters that stand in a hash.
local function addto(key, prefix, diff)
  local names = {}
  for k, n in pairs(diff) do if n ~= 0 then names[#names + 1] = prefix .. k end end
  for first = 1, #names, 1000 do
    local some, sets = {unpack(names, first, math.min(first + 999, #names))}, {}
    for i, old in ipairs(call('HMGET', key, unpack(some))) do
      sets[2 * i - 1], sets[2 * i] = some[i], int((old or 0) + diff[some[i]:sub(#prefix + 1)])
    end
    call('HSET', key, unpack(sets))
  end
end

-- flush writes what the script gathered: cases and handles, counters, the
-- minute's rollup (a change recorded in (m-1, m] belongs to minute m), time and
-- event number.
local function flush()
  for key, all in pairs(fields) do
    local sets, dels = {}, {}
    for f, v in pairs(all) do
      if v then sets[#sets + 1] = f; sets[#sets + 1] = v else dels[#dels + 1] = f end
    end
    inpieces('HSET', key, sets)
    inpieces('HDEL', key, dels)
  end
  for key, all in pairs(ranks) do
    local adds, rems = {}, {}
    for m, score in pairs(all) do
      if score then adds[#adds + 1] = score; adds[#adds + 1] = m else rems[#rems + 1] = m end
    end
    inpieces('ZADD', key, adds)
    inpieces('ZREM', key, rems)
  end
  local diff = {}
  for _, k in ipairs(kinds) do
    if k.n ~= 0 then
      for name, n in pairs(k.share) do diff[name] = (diff[name] or 0) + k.n * n end
    end
  end
  for name, n in pairs(tallied) do diff[name] = (diff[name] or 0) + n end
  addto(COUNTS, '', diff)
  addto(MINUTES, int(math.ceil(now / 60000)) .. '|', diff)
  if now > ctl.hwm or ctl.eseq > firstevent then
    call('HSET', CTL, 'hwm', int(now), 'eseq', int(ctl.eseq))
  end
end

-- event appends to the outbox; t holds what differs from the empty event.
local function event(kind, id, t)
  ctl.eseq = ctl.eseq + 1
  call('XADD', OUTBOX, int(ctl.eseq) .. '-1', 'e', pack({kind, now, t.at or now, t.actor or actor, id, t.seq or 0, t.ch or '',
    t.result or '', t.facts or 0, t.disp or '', t.detail or '', t.image or '', t.sealed or {}, ctl.inc}))
end

-- drop removes slot i with its handle.
local function drop(id, c, i)
  local s = c[SLOTS][i]
  local m, ph, ch = handle(id, s[S_SEQ]), s[S_PHASE], s[S_CH]
  if ph == 'd' then unrank(TIMER[ch], m); take(LEASED, m)
  elseif ph == 'l' then unrank(LIST[ch], m)
  elseif ph == 'o' then take(OFFERS, m)
  elseif ph == 'c' then take(CLAIMS, m)
  elseif ph == 'h' then unrank(HELD, m) end
  table.remove(c[SLOTS], i)
end

-- cancel removes every slot but those on the wire.
local function cancel(id, c)
  for i = #c[SLOTS], 1, -1 do
    if c[SLOTS][i][S_PHASE] ~= 'c' then drop(id, c, i) end
  end
end

-- wake sets the moment at which the planner looks at the case again.
local function wake(id, c)
  local at
  if c[REACH] < REACHED then
    if c[WAVE] > ctl.wave and #c[SLOTS] == 0 then at = UNLAUNCHED + c[WAVE]
    elseif c[REPLAN] == 1 then at = now
    else
      for _, s in ipairs(c[SLOTS]) do
        local t
        if s[S_PHASE] == 'w' then t = s[S_DUE] elseif s[S_PHASE] == 'l' and s[S_UNTIL] > 0 then t = s[S_UNTIL] end
        if t and (not at or t < at) then at = t end
      end
    end
  end
  if at then rank(PLAN, id, at) else unrank(PLAN, id) end
end

local function save(id, c)
  c[V] = c[V] + 1
  wake(id, c)
  local p = pack(c)
  put(CASES, id, p)
  cases[id] = c
  return p
end

local function need(c, step)
  local n = ctl.need[c[AUD] + 1] or {}
  return n[step + 2] or n[1] or 4
end

local function inreview(c)
  for _, t in ipairs(c[ATTS]) do if t[A_REVIEW] == 1 then return true end end
  return false
end

-- settle derives the reach from the facts. Reached cancels what is pending;
-- evidence taken back makes the planner go on.
local function settle(id, c)
  if c[REACH] == WITHDRAWN then return end
  local best = 0
  for _, t in ipairs(c[ATTS]) do
    local g = grade(t[A_FACTS])
    if best == 0 and g > 0 and g >= need(c, t[A_STEP]) then best = t[A_SEQ] end
  end
  if best > 0 then
    if c[REACH] ~= REACHED then c[REACH] = REACHED; cancel(id, c) end
    c[REPLAN] = 0
  elseif c[REACH] == REACHED then
    c[REACH] = INPROGRESS
    c[REPLAN] = 1
  end
  c[BEST] = best
  if c[REACH] == INPROGRESS and #c[ATTS] == 0 then c[REACH] = PENDING end
  if c[REACH] == PENDING and #c[ATTS] > 0 then c[REACH] = INPROGRESS end
end

local function review(id, c, t)
  t[A_REVIEW] = 1
  c[REPLAN] = 1
  rank(REVIEW, handle(id, t[A_SEQ]), t[A_AT])
end

local function unreview(id, t)
  t[A_REVIEW] = 0
  unrank(REVIEW, handle(id, t[A_SEQ]))
end

-- apply makes the slots what a decision wants: {step, since, over, slots}, a
-- slot {keep, channel, step, try, contact, phase, seq, due, until}.
local function apply(id, c, d)
  local keep = {}
  for _, w in ipairs(d[4]) do if w[1] > 0 then keep[w[1]] = true end end
  for i = #c[SLOTS], 1, -1 do
    local s = c[SLOTS][i]
    if not keep[s[S_SEQ]] and s[S_PHASE] ~= 'c' then drop(id, c, i) end
  end
  for _, w in ipairs(d[4]) do
    if w[1] == 0 then
      local seq, ph = w[7], w[6]
      if ph ~= 'w' then seq = c[SEQ] + 1; c[SEQ] = seq end
      table.insert(c[SLOTS], {seq, w[2], w[3], w[4], ph, w[8], w[9], w[5], '', ''})
      if ph == 'd' then rank(TIMER[w[2]], handle(id, seq), w[8])
      elseif ph == 'h' then rank(HELD, handle(id, seq), now) end
    end
  end
  c[STEP], c[SINCE], c[REPLAN], c[PV] = d[1], d[2], 0, ctl.pv
  if d[3] == 1 and #c[SLOTS] == 0 and not inreview(c) and c[REACH] < REACHED then
    c[REACH] = UNREACHABLE
    return true
  end
end

-- opentry opens the attempt of a slot.
local function opentry(c, s, at)
  local t = {s[S_SEQ], s[S_CH], s[S_STEP], s[S_TRY], s[S_CONTACT], at, 0, '', 0, '', at, 0}
  table.insert(c[ATTS], t)
  if c[REACH] == PENDING then c[REACH] = INPROGRESS end
  return t
end

-- language is the one in which to call a case: empty or '-' where that is the
-- audience's own. speak sets it.
local spoken = {}
local function language(id)
  if not spoken[id] then spoken[id] = call('HGET', LANGS, id) or '' end
  return spoken[id]
end
local function speak(id, lang)
  spoken[id] = lang
  put(LANGS, id, lang)
end

-- enlist puts a listed slot into its place on the list: promised calls before
-- those of the plan, audience by audience, those in another language apart; and
-- within each, who waits longest comes first (callroom.go).
local BAND = 4e12 -- ms: later than any due time
local function enlist(id, c, s)
  local tier, lang = 1, language(id)
  for i = #c[ATTS], 1, -1 do
    local t = c[ATTS][i]
    if t[A_CH] == 'call' then
      if t[A_AGAIN] > 0 and t[A_RESULT] ~= 'again' then tier = 0 end
      break
    end
  end
  local band = (tier * 256 + c[AUD]) * 2 + (lang ~= '' and lang ~= '-' and 1 or 0)
  rank(LIST[s[S_CH]], handle(id, s[S_SEQ]), int(band * BAND + s[S_DUE]))
end

-- forbidden says why nothing may be sent on a channel now, or nil.
local function forbidden(c, ch)
  if ctl.state ~= 'running' or c[WAVE] > ctl.wave or ctl.off[ch] then return 'later' end
end
