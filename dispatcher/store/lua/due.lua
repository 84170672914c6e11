-- due: lends what is due on a channel to the relay. ARGV[1] is {now, actor,
-- channel, limit}. The entries move from the timer to the leased set, from which
-- release takes back what nobody claimed.
local ch, limit = arg[3], arg[4]
if ctl.state ~= 'running' or ctl.off[ch] or limit < 1 then return pack({ctl.lease, ctl.epoch, ctl.inc, {}}) end
local found = call('ZRANGEBYSCORE', TIMER[ch], '-inf', int(now), 'LIMIT', '0', int(limit))
if #found > 0 then
  ctl.lease = ctl.lease + 1
  call('HSET', CTL, 'lease', int(ctl.lease))
  for _, m in ipairs(found) do
    unrank(TIMER[ch], m)
    put(LEASED, m, ctl.lease)
  end
  flush()
end
return pack({ctl.lease, ctl.epoch, ctl.inc, found})
