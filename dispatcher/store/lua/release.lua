-- release: leases up to a number end; what nobody claimed is due again.
-- ARGV[1] is {now, actor, highest lease}. Traffic control only: a job that
-- turns up later still meets the claim.
local held = call('HGETALL', LEASED)
local n = 0
for i = 1, #held, 2 do
  local m = held[i]
  if tonumber(held[i + 1]) <= arg[3] then
    take(LEASED, m)
    local id, seq = string.match(m, '^(.*)%.(%d+)$')
    local c = load(id)
    local s = c and slotof(c, tonumber(seq))
    if s and s[S_PHASE] == 'd' then
      rank(TIMER[s[S_CH]], m, s[S_DUE])
      n = n + 1
    end
  end
end
flush()
return pack({n})
