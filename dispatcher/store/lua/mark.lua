-- mark: the index gets what it lacks. An item is {id, marks}. One mark twice does
-- no harm, but takes room.
loadall()
for i, it in ipairs(items) do
  if load(it[1]) then index(it[2]) end
end
flushindex()
flush()
return pack({})
