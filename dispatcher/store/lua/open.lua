-- open: cases join the shard. An item is {id, case, sealed records, detail}.
-- A case that is there already is left as it is: an import may be repeated.
local replies = {}
for i, it in ipairs(items) do
  local id, c = it[1], it[2]
  if call('HEXISTS', CASES, id) == 1 then
    replies[i] = 0
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
