-- open: cases join the shard. ARGV[1] is {now, actor, counted}: 1 keeps a
-- counter of the people of the wave. An item is {id, case, sealed records, marks}.
-- A case that is there already is left as it is: an import may be repeated. The
-- answer is 1 for a new case, 2 for one that this very wave brought before (the
-- import is being run again), 0 for one that was here already.

-- The index (find.go): a bucket holds entries of 16 bytes, a mark without its
-- beginning and the case. Buckets are read and written together. A mark that
-- has MANY cases takes no more, so that a list in which all have one telephone
-- number does not copy a bucket for ever; crowded looks for that in long
-- buckets alone.
local MANY, ENTRY, FIELD = 1000, 16, 3
local added, buckets = {}, {}

local function index(marks)
  for at = 1, #marks, FIELD + ENTRY do
    local b = marks:sub(at, at + FIELD - 1)
    if not added[b] then
      added[b] = {}
      table.insert(buckets, b)
    end
    table.insert(added[b], marks:sub(at + FIELD, at + FIELD + ENTRY - 1))
  end
end

local function crowded(bucket, entry)
  if #bucket < MANY * ENTRY then return false end
  local mark, n = entry:sub(1, 6), 0
  for at = 1, #bucket, ENTRY do
    if bucket:sub(at, at + 5) == mark then n = n + 1 end
  end
  return n >= MANY
end

local function flushindex()
  for first = 1, #buckets, 1000 do
    local names = {unpack(buckets, first, math.min(first + 999, #buckets))}
    local old, sets = call('HMGET', FIND, unpack(names)), {}
    for i, b in ipairs(names) do
      local all = {old[i] or ''}
      for _, e in ipairs(added[b]) do
        if not crowded(all[1], e) then table.insert(all, e) end
      end
      if #all > 1 then
        table.insert(sets, b)
        table.insert(sets, table.concat(all))
      end
    end
    if #sets > 0 then call('HSET', FIND, unpack(sets)) end
  end
end

loadall()
local replies = {}
for i, it in ipairs(items) do
  local id, c = it[1], it[2]
  local known = load(id)
  if known then
    replies[i] = known[WAVE] == c[WAVE] and 2 or 0
  else
    put(SEALED, id, it[3][1])
    for m = 2, #it[3] do put(SEALED, id .. '.' .. (m - 1), it[3][m]) end
    c[PV] = ctl.pv
    c[REPLAN] = 1
    count(c, 1)
    if arg[3] == 1 then kinds[#kinds + 1] = {n = c[MEMBERS], share = {['w' .. c[WAVE]] = 1}} end
    index(it[4])
    local image = save(id, c)
    event('opened', id, {image = image, sealed = it[3]})
    replies[i] = 1
  end
end
flushindex()
flush()
return pack(replies)
