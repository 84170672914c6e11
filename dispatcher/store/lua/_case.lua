-- What every script of a shard shares; it is put in front of each of them.
--
-- A script is called with the shard's keys in the order of keys.go, ARGV[1] =
-- msgpack {now, actor}, ARGV[2] = msgpack list of items. It checks everything
-- first and writes last, looks at no clock, touches one shard, and leaves every
-- case that is not at its end with a handle: a timer, a lease, a list, an
-- offer, a claim, a review or held.

local CTL, CASES, SEALED, COUNTS, MINUTES, OUTBOX = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local LEASED, CLAIMS, REVIEW, HELD, OFFERS, PLAN, NOTES, JOURNAL, FIND =
  KEYS[7], KEYS[8], KEYS[9], KEYS[10], KEYS[11], KEYS[12], KEYS[13], KEYS[14], KEYS[15]
local TIMER = {email = KEYS[16], sms = KEYS[18], call = KEYS[20], letter = KEYS[22], hand = KEYS[24]}
local LIST = {email = KEYS[17], sms = KEYS[19], call = KEYS[21], letter = KEYS[23], hand = KEYS[25]}

-- A case, a slot and an attempt are lists; codec.go reads the same positions.
local V, RV, PV, AUD, WAVE, REACH, STEP, SINCE, MEMBERS, ACTIVE, SEQ, SOFT, SOFTAT, REPLAN, CONTACTS, SLOTS, ATTS, BEST =
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18
local S_SEQ, S_CH, S_STEP, S_TRY, S_PHASE, S_DUE, S_UNTIL, S_CONTACT, S_TOKEN, S_WHO = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
local A_SEQ, A_CH, A_STEP, A_TRY, A_CONTACT, A_AT, A_FACTS, A_RESULT, A_REVIEW, A_DISP, A_LAST, A_AGAIN =
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12

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

local function load(id)
  local p = call('HGET', CASES, id)
  return p and unpackmsg(p)
end

local function handle(id, seq) return id .. '.' .. int(seq) end

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
local diff = {}
local function add(k, n) diff[k] = (diff[k] or 0) + n end

local function people(mask)
  local n = 0
  while mask > 0 do n = n + mask % 2; mask = math.floor(mask / 2) end
  return n
end

-- The names of an audience's counters, made once a call: a|x.
local function memo(make)
  return setmetatable({}, {__index = function(t, k) local v = make(k); t[k] = v; return v end})
end
local names = memo(function(aud)
  local a = aud .. '|'
  return {t = a .. 't', T = a .. 'T', a = a .. 'a', v = a .. 'v',
    s = memo(function(r) return a .. 's' .. r end), S = memo(function(r) return a .. 'S' .. r end),
    n = memo(function(n) return {r = a .. 'n' .. n .. '|r', w = a .. 'n' .. n .. '|w'} end),
    c = memo(function(ch)
      local b = a .. 'c' .. ch .. '|'
      return {n = b .. 'n', a = b .. 'a', r = b .. 'r', v = b .. 'v'}
    end)}
end)

local function count(c, sign)
  local a, all, r = names[c[AUD]], c[MEMBERS], c[REACH]
  local active = c[ACTIVE] == 1 and 1 or people(c[ACTIVE])
  add(a.t, sign * all)
  add(a.T, sign)
  add(a.s[r], sign * active)
  add(a.S[r], sign)
  if all > active then add(a.s[4], sign * (all - active)) end
  local tries, review, seen, best = 0, 0, nil, c[BEST]
  for _, t in ipairs(c[ATTS]) do
    local ch = t[A_CH]
    if not NOTRY[t[A_RESULT]] then
      local n = a.c[ch]
      tries = tries + 1
      add(n.n, sign)
      seen = seen or {}
      if not seen[ch] then seen[ch] = true; add(n.a, sign * all) end
      if t[A_SEQ] == best then add(n.r, sign * active) end
    end
    if t[A_REVIEW] == 1 then review = review + 1; add(a.c[ch].v, sign) end
  end
  if tries > 0 then add(a.a, sign * all) end
  if review > 0 then add(a.v, sign * all) end
  if r == REACHED then add(a.n[tries].r, sign * active)
  elseif r < REACHED then add(a.n[tries + 1].w, sign * active) end
end

-- flush writes what the script gathered: counters, the minute's rollup (a
-- change recorded in (m-1, m] belongs to minute m), time and event number.
local function flush()
  local minute = int(math.ceil(now / 60000)) .. '|'
  for k, n in pairs(diff) do
    if n ~= 0 then
      call('HINCRBY', COUNTS, k, int(n))
      call('HINCRBY', MINUTES, minute .. k, int(n))
    end
  end
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
  if ph == 'd' then call('ZREM', TIMER[ch], m); call('HDEL', LEASED, m)
  elseif ph == 'l' then call('ZREM', LIST[ch], m)
  elseif ph == 'o' then call('HDEL', OFFERS, m)
  elseif ph == 'c' then call('HDEL', CLAIMS, m)
  elseif ph == 'h' then call('ZREM', HELD, m) end
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
  if at then call('ZADD', PLAN, int(at), id) else call('ZREM', PLAN, id) end
end

local function save(id, c)
  c[V] = c[V] + 1
  wake(id, c)
  local p = pack(c)
  call('HSET', CASES, id, p)
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
  call('ZADD', REVIEW, int(t[A_AT]), handle(id, t[A_SEQ]))
end

local function unreview(id, t)
  t[A_REVIEW] = 0
  call('ZREM', REVIEW, handle(id, t[A_SEQ]))
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
      if ph == 'd' then call('ZADD', TIMER[w[2]], int(w[8]), handle(id, seq))
      elseif ph == 'h' then call('ZADD', HELD, int(now), handle(id, seq)) end
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

-- forbidden says why nothing may be sent on a channel now, or nil.
local function forbidden(c, ch)
  if ctl.state ~= 'running' or c[WAVE] > ctl.wave or ctl.off[ch] then return 'later' end
end
