-- What the scripts share that write the index; it stands between _case.lua and
-- each of them.

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

