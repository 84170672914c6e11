-- open: cases join the shard. ARGV[1] is {now, actor, counted}: 1 keeps a
-- counter of the people of the wave. An item is {id, case, sealed records, marks}.
-- A case that is there already is left as it is: an import may be repeated. The
-- answer is 1 for a new case, 2 for one that this very wave brought before (the
-- import is being run again), 0 for one that was here already.

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
    if arg[3] == 1 then tally('w' .. c[WAVE], c[MEMBERS]) end
    index(it[4])
    local image = save(id, c)
    event('opened', id, {image = image, sealed = it[3]})
    replies[i] = 1
  end
end
flushindex()
flush()
return pack(replies)
