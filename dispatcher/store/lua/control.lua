#!lua flags=allow-oom
-- control: replaces the shard's control record whole. ARGV[1] is {now, actor,
-- epoch, state, mode, plan version, wave, need, off, detail}. An epoch that is
-- not greater changes nothing, so it may be repeated until all shards have it.
if arg[3] <= ctl.epoch then return pack({0}) end
call('HSET', CTL, 'epoch', int(arg[3]), 'state', arg[4], 'mode', arg[5], 'pv', int(arg[6]), 'wave', int(arg[7]),
  'need', arg[8], 'off', arg[9])
if arg[10] ~= '' then event('control', '', {detail = arg[10]}) end
flush()
return pack({1})
