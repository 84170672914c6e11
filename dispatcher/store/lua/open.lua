-- open: cases join the shard. An item is {id, case, sealed records, detail}.
-- A case that is there already is left as it is: an import may be repeated. The
-- answer is 1 for a new case, 2 for one that this very wave brought before (the
-- import is being run again), 0 for one that was here already.
local replies = {}
for i, it in ipairs(items) do
  local id, c = it[1], it[2]
  local known = load(id)
  if known then
    replies[i] = known[WAVE] == c[WAVE] and 2 or 0
  else
    call('HSET', SEALED, id, it[3][1])
    for m = 2, #it[3] do call('HSET', SEALED, id .. '.' .. (m - 1), it[3][m]) end
    c[PV] = ctl.pv
    c[REPLAN] = 1
    count(c, 1)
    local image = save(id, c)
    event('opened', id, {image = image, sealed = it[3]})
    replies[i] = 1
  end
end
flush()
return pack(replies)
