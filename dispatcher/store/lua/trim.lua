#!lua flags=allow-oom
-- trim: forgets events that the journal has on disk, and remembers the last of
-- them. ARGV[1] is {now, actor, number, hash}. The mark never moves back.
local seq = arg[3]
if seq > tonumber(call('HGET', JOURNAL, 'seq') or 0) then
  call('HSET', JOURNAL, 'seq', int(seq), 'hash', arg[4])
end
call('XTRIM', OUTBOX, 'MINID', int(seq + 1) .. '-0')
return pack({1})
